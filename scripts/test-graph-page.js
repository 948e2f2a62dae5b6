// Looks at the pages that test-graph-page.sh wrote: node test-graph-page.js BROWSER FOLDER
"use strict";
const { chromium } = require("playwright-core");
const { mkdtempSync } = require("node:fs");
const { join } = require("node:path");

const [executablePath, folder] = process.argv.slice(2);
const FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
  "--disable-background-networking", "--disable-component-update", "--disable-sync"];
let failed = 0;
function check(what, holds, more = "") {
  if (!holds) failed += 1;
  console.log(`${holds ? "ok" : "FAILED"}: ${what}${holds ? "" : ` ${JSON.stringify(more)}`}`);
}

/** Opens a page in a browser of its own; what it asks for and complains about is written down. */
async function open(name, colorScheme, look) {
  const profile = mkdtempSync(join(folder, "profile-"));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath, args: FLAGS, headless: true, colorScheme, viewport: { width: 1600, height: 1000 },
  });
  try {
    const page = context.pages()[0] ?? await context.newPage();
    const asked = [], said = [];
    page.on("request", (it) => asked.push(it.url()));
    page.on("console", (it) => said.push(it.text()));
    page.on("pageerror", (it) => said.push(it.message));
    const url = `file://${join(folder, name)}.html`;
    await page.goto(url);
    await look(page);
    check(`${name}, ${colorScheme}: nothing is loaded`, asked.length === 1 && asked[0] === url, asked);
    check(`${name}, ${colorScheme}: the browser does not complain`, said.length === 0, said);
  } finally {
    await context.close();
  }
}

/** Boxes with their places on the screen, and texts that leave their box. */
function boxes(page) {
  return page.$$eval("[data-node]", (all) => all.map((it) => {
    const rect = it.querySelector(".box").getBoundingClientRect();
    const wide = [...it.querySelectorAll("text")].map((text) => text.getBoundingClientRect());
    return {
      title: it.getAttribute("aria-label"),
      kind: it.getAttribute("class").split(" ")[1],
      left: rect.left, right: rect.right, top: rect.top, bottom: rect.bottom,
      spills: wide.some((text) => text.right > rect.right || text.left < rect.left || text.bottom > rect.bottom || text.top < rect.top),
    };
  }));
}

async function lookAtPlaces(name, page) {
  const all = await boxes(page);
  const overlap = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
  const pairs = all.flatMap((a, at) => all.slice(at + 1).filter((b) => overlap(a, b)).map((b) => [a.title, b.title]));
  check(`${name}: no box lies on another`, pairs.length === 0, pairs);
  check(`${name}: every text stays in its box`, all.every((it) => !it.spills), all.filter((it) => it.spills).map((it) => it.title));
  const [entries, goals] = ["outside", "goal"].map((kind) => all.filter((it) => it.kind === kind));
  const others = all.filter((it) => it.kind !== "outside" && it.kind !== "goal");
  check(`${name}: there are entries and goals`, entries.length === 1 && goals.length > 0, all.map((it) => it.kind));
  check(`${name}: entries stand left of everything`, entries.every((a) => [...others, ...goals].every((b) => a.right < b.left)));
  check(`${name}: goals stand right of everything`, goals.every((a) => [...others, ...entries].every((b) => b.right < a.left)));
  const marks = await page.$$eval("rect.mark", (all) => all.map((it) => {
    const { left, right, top, bottom } = it.getBoundingClientRect();
    return { left, right, top, bottom };
  }));
  const chokes = await page.$$eval(".edge.choke", (all) => all.length);
  check(`${name}: every arrow to cut is marked`, chokes > 0 && marks.length === chokes, [chokes, marks.length]);
  check(`${name}: no mark lies on another`, !marks.some((a, at) => marks.slice(at + 1).some((b) => overlap(a, b))));
  // Arrows that pass a column do not run through its boxes.
  const through = await page.evaluate(() => {
    const boxes = [...document.querySelectorAll(".box")].map((it) => it.getBBox());
    const crossed = [];
    document.querySelectorAll(".edge").forEach((edge) => {
      const line = edge.querySelector(".line"), length = line.getTotalLength();
      for (let at = 0; at <= length; at += 6) {
        const { x, y } = line.getPointAtLength(at);
        const inside = (it) => x > it.x + 2 && x < it.x + it.width - 2 && y > it.y + 2 && y < it.y + it.height - 2;
        if (boxes.some(inside)) { crossed.push(edge.getAttribute("aria-label")); break; }
      }
    });
    return crossed;
  });
  check(`${name}: no arrow runs through a box`, through.length === 0, through);
}

/** How much a text stands out from what is behind it, as WCAG reckons. */
function contrast(page, text, back) {
  return page.evaluate(([text, back]) => {
    const light = (element, property) => {
      const [r, g, b] = getComputedStyle(document.querySelector(element))[property].match(/[\d.]+/g).map((it) => it / 255)
        .map((it) => (it <= 0.03928 ? it / 12.92 : ((it + 0.055) / 1.055) ** 2.4));
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const [a, b] = [light(...text), light(...back)].sort((a, b) => b - a);
    return (a + 0.05) / (b + 0.05);
  }, [text, back]);
}

async function lookAtColours(page, scheme) {
  for (const [text, back] of [
    [[".name", "fill"], [".box", "fill"]], [[".workload .kind", "fill"], [".box", "fill"]],
    [[".column:nth-of-type(2)", "fill"], [".backdrop", "fill"]], [["#counts", "color"], ["header", "backgroundColor"]],
    [["text.mark", "fill"], ["rect.mark", "fill"]], [["#lines h2", "color"], ["#lines", "backgroundColor"]],
  ]) {
    const value = await contrast(page, text, back);
    check(`${scheme}: ${text[0]} can be read`, value >= 4.5, value);
  }
}

(async () => {
  await open("demo", "light", async (page) => {
    await lookAtPlaces("demo", page);
    await lookAtColours(page, "light");
    const panel = page.locator("#lines");
    check("the cuts are listed", (await panel.innerText()).includes("ClusterRoleBinding console-operators grants cluster-admin"));
    await page.click(".edge.choke .mark >> nth=0");
    check("a click on a mark says what to do", (await panel.innerText()).includes("Cut here"));
    await page.click("[data-node].workload:has-text('console')");
    const text = await panel.innerText();
    check("a click on a box shows its file and line", text.includes("testdata/demo/console/deployment.yaml:4"), text);
    check("and the lines of its manifest", text.includes("kind: Deployment") && text.includes("persistentVolumeClaim"), text);
    check("and marks the one it is named in", (await page.locator("pre .hit").allInnerTexts()).join().includes("name: console"));
    check("and lets other ways step back", await page.locator(".access.dimmed").count() === 1);
    const line = await page.$eval(".edge.grant .near", (it) => {
      const { x, y } = it.getPointAtLength(it.getTotalLength() / 2 - 30), at = it.getScreenCTM();
      return { x: at.a * x + at.e, y: at.d * y + at.f };
    });
    await page.mouse.click(line.x, line.y);
    const edge = await panel.innerText();
    check("a click on an arrow shows its lines", edge.includes("testdata/demo/access/operators.yaml:8") && edge.includes("name: cluster-admin"), edge);
    await page.keyboard.press("Escape");
    check("Escape goes back", (await panel.innerText()).includes("Where to cut") && await page.locator(".access.dimmed").count() === 0);

    await page.locator("[data-node].outside").focus();
    await page.keyboard.press("Enter");
    check("boxes are chosen with the keyboard", (await panel.innerText()).startsWith("Outside"));
    await page.keyboard.press("ArrowRight");
    const focused = () => page.evaluate(() => document.activeElement.getAttribute("aria-label"));
    check("the arrow keys go along the arrows", await focused() === "Gateway shop/public", await focused());
    const width = () => page.$eval(":focus .box", (it) => parseFloat(getComputedStyle(it).strokeWidth));
    check("the focus can be seen", await width() >= 3, await width());
    await page.fill("#find", "storefront");
    check("a name is found", await page.locator(".node.match").count() === 1);
    await page.keyboard.press("Enter");
    check("and chosen", (await panel.innerText()).includes("Deployment shop/storefront"));
    const size = () => page.$eval("svg.access", (it) => it.getBoundingClientRect().width);
    const before = await size();
    await page.click("#larger");
    check("the picture grows", await size() > before);
    await page.keyboard.press("Escape");
    await page.check("#exposed");
    check("only ways from outside stand out", await page.locator("[data-node].workload:not(.on)").count() === 1);
  });
  await open("demo", "dark", async (page) => {
    await lookAtColours(page, "dark");
    const dark = await page.evaluate(() => getComputedStyle(document.querySelector(".backdrop")).fill.match(/\d+/g).every((it) => it < 60));
    check("dark is dark", dark);
  });
  await open("hostile", "light", async (page) => {
    await lookAtPlaces("hostile", page);
    for (const group of await page.locator("[data-node]").all()) await group.click();
    await page.click("[data-node].workload");
    const text = await page.locator("#lines").innerText();
    check("hostile names are text", text.includes("</title></style><svg onload=pwned=1>") && text.includes("</script><img src=x onerror=pwned=1>.yaml"), text);
    check("hostile names stay text", await page.evaluate(() => window.pwned === undefined && !document.querySelector("img, b, svg[onload]") && document.scripts.length === 2));
    check("a credential is masked", text.includes("••••") && !(await page.content()).includes("vX7!qLr2"));
  });
  await open("many", "light", (page) => lookAtPlaces("many", page));
  console.log(failed ? `${failed} failed` : "the page is as it should be");
  process.exit(failed ? 1 : 0);
})();
