"use strict";
// Every text comes from manifests: it is set as text, never as HTML.
const data = JSON.parse(document.getElementById("data").textContent);
const get = (id) => document.getElementById(id);
const picture = document.querySelector("svg.access");
const boxes = [], arrows = [];
for (const it of picture.querySelectorAll("[data-node]")) boxes[it.dataset.node] = it;
for (const it of picture.querySelectorAll("[data-edge]")) arrows[it.dataset.edge] = it;
const into = data.nodes.map(() => []), out = data.nodes.map(() => []);
data.edges.forEach((it, number) => { out[it.from].push(number); into[it.to].push(number); });
const cuts = data.edges.map((_, number) => number).filter((number) => data.edges[number].choke);
const exposed = reached(data.nodes.map((_, number) => number).filter((it) => data.nodes[it].kind === "outside"), out, "to");

/** Nodes and edges that can be reached from some nodes, forth or back. */
function reached(from, lists, end) {
  const nodes = new Set(from), edges = new Set(), open = [...from];
  while (open.length) {
    for (const edge of lists[open.pop()]) {
      edges.add(edge);
      const next = data.edges[edge][end];
      if (!nodes.has(next)) { nodes.add(next); open.push(next); }
    }
  }
  return { nodes, edges };
}

/** Lets nothing but these stand out; everything does without them. */
function show(nodes, edges) {
  picture.classList.toggle("dimmed", Boolean(nodes));
  boxes.forEach((it, number) => it.classList.toggle("on", Boolean(nodes) && nodes.has(number)));
  arrows.forEach((it, number) => it.classList.toggle("on", Boolean(nodes) && edges.has(number)));
}

function add(parent, kind, text, name) {
  const element = document.createElement(kind);
  if (text !== undefined) element.textContent = text;
  if (name) element.className = name;
  parent.append(element);
  return element;
}

function arrowText(edge) {
  const it = data.edges[edge];
  return `${data.nodes[it.from].title} ${it.word} ${data.nodes[it.to].title}`;
}

function list(parent, title, items, text, choose) {
  if (!items.length) return;
  add(parent, "h3", title);
  const all = add(parent, "ul");
  for (const item of items) add(add(all, "li"), "button", text(item)).addEventListener("click", () => choose(item));
}

function lines(parent, places) {
  for (const it of places) {
    const place = add(parent, "div", undefined, "place");
    add(place, "code", it.place);
    if (it.text) add(place, "span", ` ${it.text}`);
    const block = add(parent, "pre");
    for (const [number, text, hit] of it.lines) {
      const line = add(block, "span", undefined, hit ? "hit" : "");
      add(line, "i", String(number));
      line.append(text);
    }
  }
}

const SURE = {
  certain: "This is written in the manifests.",
  default: "Nothing is written here: this is what holds by default.",
  assumed: "What is not among the files could prevent this.",
};

function panel(fill) {
  const panel = get("lines");
  panel.replaceChildren();
  panel.scrollTop = 0;
  fill(panel);
}

function overview() {
  document.querySelectorAll(".chosen").forEach((it) => it.classList.remove("chosen"));
  if (get("exposed").checked) show(exposed.nodes, exposed.edges); else show();
  panel((it) => {
    if (cuts.length) {
      add(it, "h2", "Where to cut", "cut");
      add(it, "p", "Each of these arrows is where a way of attack is best cut off. Choose one to see the lines to change.");
      list(it, "", cuts, arrowText, chooseEdge);
    } else {
      add(it, "h2", "Nothing to cut");
      add(it, "p", "None of these ways begins outside, with a pod that may run others, or with a person.");
    }
    add(it, "h3", "How to read it");
    add(it, "p", "Who comes from the left gets to what stands right of it. Click a box or an arrow to see its lines; the arrow keys go from box to box, Escape comes back here.");
  });
}

function chosen(element, nodes, edges) {
  document.querySelectorAll(".chosen").forEach((it) => it.classList.remove("chosen"));
  element.classList.add("chosen");
  (element.querySelector(".mark, .box") ?? element).scrollIntoView({ block: "nearest", inline: "nearest" });
  show(nodes, edges);
}

function chooseNode(number) {
  const before = reached([number], into, "from"), after = reached([number], out, "to"), node = data.nodes[number];
  chosen(boxes[number], new Set([...before.nodes, ...after.nodes]), new Set([...before.edges, ...after.edges]));
  panel((it) => {
    add(it, "h2", node.title);
    const columns = add(it, "div", undefined, "columns");
    const shown = add(columns, "section"), ways = add(columns, "section");
    lines(shown, node.places);
    list(ways, "Reached by", into[number], (edge) => data.nodes[data.edges[edge].from].title, chooseEdge);
    list(ways, "From here", out[number], (edge) => `${data.edges[edge].word} ${data.nodes[data.edges[edge].to].title}`, chooseEdge);
  });
}

function chooseEdge(number) {
  const edge = data.edges[number];
  const before = reached([edge.from], into, "from"), after = reached([edge.to], out, "to");
  chosen(arrows[number], new Set([...before.nodes, ...after.nodes]), new Set([...before.edges, ...after.edges, number]));
  panel((it) => {
    add(it, "h2", arrowText(number));
    if (edge.choke) add(it, "p", "✂ Cut here: no other arrow stops as many ways of attack.", "cut");
    add(it, "p", SURE[edge.certainty]);
    const columns = add(it, "div", undefined, "columns");
    const shown = add(columns, "section"), ends = add(columns, "section");
    lines(shown, edge.places);
    list(ends, "From", [edge.from], (node) => data.nodes[node].title, chooseNode);
    list(ends, "To", [edge.to], (node) => data.nodes[node].title, chooseNode);
  });
}

function choose(group) {
  if (group.dataset.node !== undefined) chooseNode(Number(group.dataset.node)); else chooseEdge(Number(group.dataset.edge));
}

document.querySelector("main").addEventListener("click", (event) => {
  const group = event.target.closest("[data-node], [data-edge]");
  if (group) choose(group); else overview();
});

/** The box beside another one: along an arrow, or above and below in its column. */
function beside(number, key) {
  if (key === "ArrowRight") return out[number].length ? data.edges[out[number][0]].to : number;
  if (key === "ArrowLeft") return into[number].length ? data.edges[into[number][0]].from : number;
  const place = (it) => { const box = boxes[it].querySelector(".box"); return [Number(box.getAttribute("x")), Number(box.getAttribute("y"))]; };
  const [x, y] = place(number);
  const column = data.nodes.map((_, it) => it).filter((it) => place(it)[0] === x).sort((a, b) => place(a)[1] - place(b)[1]);
  const at = column.findIndex((it) => place(it)[1] === y) + (key === "ArrowDown" ? 1 : -1);
  return column[Math.min(Math.max(at, 0), column.length - 1)];
}

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") return overview();
  const group = event.target.closest && event.target.closest("[data-node], [data-edge]");
  if (!group) return;
  if (event.key === "Enter" || event.key === " ") {
    event.preventDefault();
    choose(group);
  } else if (event.key.startsWith("Arrow") && group.dataset.node !== undefined) {
    event.preventDefault();
    const next = beside(Number(group.dataset.node), event.key);
    boxes[next].focus();
    chooseNode(next);
  }
});

const wide = Number(picture.getAttribute("width")), high = Number(picture.getAttribute("height"));
let scale = 1;
function zoom(to) {
  scale = Math.min(Math.max(to, 0.2), 3);
  picture.setAttribute("width", wide * scale);
  picture.setAttribute("height", high * scale);
}
// Small enough to be seen as a whole, large enough to be read.
const fit = () => zoom(Math.min(Math.max((document.querySelector("main").clientWidth - 8) / wide, 0.7), 1.15));
get("smaller").addEventListener("click", () => zoom(scale / 1.2));
get("larger").addEventListener("click", () => zoom(scale * 1.2));
get("fit").addEventListener("click", fit);
get("exposed").addEventListener("change", overview);
const find = get("find");
find.addEventListener("input", () => {
  const word = find.value.toLowerCase();
  boxes.forEach((it, number) => it.classList.toggle("match", word !== "" && data.nodes[number].title.toLowerCase().includes(word)));
});
find.addEventListener("keydown", (event) => {
  const first = boxes.findIndex((it) => it.classList.contains("match"));
  if (event.key !== "Enter" || first < 0) return;
  boxes[first].scrollIntoView({ block: "center", inline: "center" });
  chooseNode(first);
});

const count = (number, word) => `${number} ${word}${number === 1 ? "" : "s"}`;
const workloads = data.nodes.map((_, number) => number).filter((it) => data.nodes[it].kind === "workload");
const open = workloads.filter((it) => exposed.nodes.has(it)).length;
get("counts").textContent = `${count(workloads.length, "workload")}, ${open} reachable from outside; ${count(cuts.length, "place")} to cut`;
fit();
overview();
