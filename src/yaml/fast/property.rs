//! Anchors, tags and aliases.

use super::{Decline, Outcome, Reader};

/// Properties read, whose node is still to come. Empty ranges where there is none.
#[derive(Clone, Copy, Default)]
pub(super) struct Properties {
    anchor: (u32, u32),
    tag: (u32, u32),
}

impl Properties {
    #[inline(always)]
    pub(super) fn any(self) -> bool {
        self.anchor.1 | self.tag.1 != 0
    }
}

impl Reader<'_, '_> {
    /// End of the name that starts at `at`; names of other characters are left to the conformant parser.
    fn name(&self, at: usize) -> Outcome<usize> {
        let word = |it: &&u8| it.is_ascii_alphanumeric() || matches!(it, b'_' | b'-');
        let end = at + self.bytes[at..].iter().take_while(word).count();
        if end == at { Err(Decline::Property) } else { Ok(end) }
    }

    /// Reads the anchor or tag at `at`; a blank must follow.
    pub(super) fn property(&mut self) -> Outcome {
        let start = self.at;
        let anchor = self.bytes[start] == b'&';
        let double = !anchor && self.bytes.get(start + 1) == Some(&b'!');
        let end = self.name(start + 1 + usize::from(double))?;
        if !self.is_blank(end) {
            return Err(Decline::Property);
        }
        let slot = if anchor { &mut self.properties.anchor } else { &mut self.properties.tag };
        if slot.1 != 0 {
            return Err(Decline::Property);
        }
        *slot = (start as u32, end as u32);
        self.at = end;
        self.hole = end as u32;
        Ok(())
    }

    /// Gives the properties that wait to a node.
    #[inline(always)]
    pub(super) fn attach(&mut self, node: u32) {
        if self.properties.any() {
            self.attach_to(node);
        }
    }

    #[cold]
    fn attach_to(&mut self, node: u32) {
        let Properties { anchor, tag } = std::mem::take(&mut self.properties);
        if tag.1 != 0 {
            self.build.tag(node, tag.0, tag.1);
        }
        if anchor.1 != 0 {
            self.build.anchor(node, anchor.0, anchor.1);
            let text = self.text;
            self.anchors.insert(&text[anchor.0 as usize + 1..anchor.1 as usize], node);
        }
    }

    /// Reads the alias at `at`.
    pub(super) fn alias(&mut self) -> Outcome {
        let start = self.at;
        let end = self.name(start + 1)?;
        let text = self.text;
        let target = self.anchors.get(&text[start + 1..end]).copied().ok_or(Decline::Alias)?;
        if self.properties.any() || self.build.is_open(target) {
            return Err(Decline::Alias);
        }
        self.build.alias(start as u32, end as u32, target);
        self.at = end;
        Ok(())
    }
}
