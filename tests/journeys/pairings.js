// What decides the contrast of a text, element by element: its colour and size, and all that lies under or over it.
// `pairings()` returns one line for each; `askAbout(lines)` asks axe about the elements of these lines and tells what it found
// wrong and which lines it found right. axe asks the same of every text on every page; the same line has the same answer.
window.pairings = () => {
  const all = [...document.body.querySelectorAll("*")], shown = [], painted = [];
  const plain = { opacity: "1", filter: "none", mixBlendMode: "normal", maskImage: "none", clipPath: "none" };
  const effects = new Map([[document.documentElement.parentNode, ""]]);
  const note = (element) => {
    const style = getComputedStyle(element), box = element.getBoundingClientRect();
    const own = Object.keys(plain).filter((name) => style[name] !== plain[name]).map((name) => `${name} ${style[name]}`);
    effects.set(element, [effects.get(element.parentNode) || "", ...own].join(" "));
    const image = /^(IMG|SVG|VIDEO|CANVAS|OBJECT|IFRAME)$/i.test(element.tagName);
    if (image || style.backgroundColor !== "rgba(0, 0, 0, 0)" || style.backgroundImage !== "none")
      painted.push([element, box, `${image ? element.tagName : ""} ${style.backgroundColor} ${style.backgroundImage} ${style.position} ${style.zIndex} ${effects.get(element)}`]);
    return [element, style, box];
  };
  for (const element of [document.documentElement, document.body, ...all]) {
    const noted = note(element), [, style, box] = noted;
    // In these stands no text: axe passes over them.
    const blank = element.tagName === "INPUT" && ["hidden", "range", "color", "checkbox", "radio", "image"].includes(element.type);
    const field = /^(INPUT|SELECT|TEXTAREA)$/.test(element.tagName) && !blank;
    const written = field || [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
    // What is said to a screen reader only has one pixel; what is only there when it has the focus lies beyond the page's edge.
    const seen = box.width > 1 && box.height > 1 && box.right > 0 && box.bottom + scrollY > 0 && style.visibility === "visible";
    if (written && seen) shown.push(noted);
  }
  window.elementsOf = new Map();
  for (const [element, style, box] of shown) {
    const size = Math.ceil(parseFloat(style.fontSize) * 72) / 96, bold = parseInt(style.fontWeight) >= 700;
    const large = size >= (bold ? 14 : 18);
    const layers = painted
      .filter(([, other]) => other.left < box.right && other.right > box.left && other.top < box.bottom && other.bottom > box.top)
      .map(([other, area, look]) => {
        const whole = area.left <= box.left && area.right >= box.right && area.top <= box.top && area.bottom >= box.bottom;
        return `${other.contains(element) ? "in" : element.contains(other) ? "around" : "beside"} ${whole ? "whole" : "partly"} ${look}`;
      });
    const line = [style.color, style.webkitTextFillColor, large, style.textShadow, style.webkitTextStrokeWidth, effects.get(element), ...layers].join("|");
    if (!elementsOf.has(line)) elementsOf.set(line, []);
    elementsOf.get(line).push(element);
  }
  return [...elementsOf.keys()];
};
window.askAbout = async (lines) => {
  const include = lines.flatMap((line) => elementsOf.get(line));
  const resultTypes = ["violations", "incomplete", "passes"];
  const found = await axe.run({ include }, { runOnly: { type: "rule", values: ["color-contrast"] }, resultTypes, elementRef: true, preload: false });
  const among = (...rules) => new Set(rules.flatMap((rule) => rule.nodes.map((node) => node.element)));
  const passed = among(...found.passes), doubtful = among(...found.violations, ...found.incomplete);
  // A dot between two words is not judged: whether the words are right beside it does not depend on that.
  const isRight = (elements) => elements.some((element) => passed.has(element)) && !elements.some((element) => doubtful.has(element));
  return {
    wrong: found.violations.map((rule) => ({ id: rule.id, impact: rule.impact, nodes: rule.nodes.map((node) => ({ html: node.html })) })),
    right: lines.filter((line) => isRight(elementsOf.get(line))),
  };
};
// Whether a link stands among words and no line marks it: only of such a page does axe's rule on links in a text find anything.
window.linksWithoutALine = () => {
  const link = "a[href], [role=link]", lined = (element) => getComputedStyle(element).textDecorationLine.includes("underline");
  const inline = (element) => ["inline", "contents"].includes(getComputedStyle(element).display);
  return [...document.querySelectorAll(link)].some((element) => {
    let block = element.parentElement;
    while (block.parentElement && inline(block)) block = block.parentElement;
    if (!inline(element) || (lined(element) && !lined(block))) return false;
    const words = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
    while (words.nextNode()) if (words.currentNode.data.trim() && !words.currentNode.parentElement.closest(link)) return true;
    return false;
  });
};
