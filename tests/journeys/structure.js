// What axe is asked about the structure of a page, and how little of it is asked again at another width.
// A rule that never finds anything serious is not asked: what it finds is of no consequence here.
(() => {
  const mild = () => axe._audit.rules.filter((rule) => ["moderate", "minor"].includes(rule.impact)).map((rule) => [rule.id, { enabled: false }]);
  const grave = () => ({ ...Object.fromEntries(mild()), "color-contrast": { enabled: false }, "target-size": { enabled: true } });
  const ask = async (context, options) => (await axe.run(context, { resultTypes: ["violations"], preload: false, ...options })).violations;
  const only = (...values) => ({ runOnly: { type: "rule", values } });
  const looks = (element) => {
    const box = element.getBoundingClientRect();
    return `${element.checkVisibility({ visibilityProperty: true })} ${box.width > 1 && box.height > 1}`;
  };
  const elements = () => [...document.body.querySelectorAll("*:not(svg *)")];
  let before = new WeakMap();
  const part = (element) => {
    while (element.parentElement !== document.body) element = element.parentElement;
    return element;
  };
  window.structure = () => {
    before = new WeakMap(elements().map((element) => [element, looks(element)]));
    return ask(document, { rules: grave() });
  };
  // The rules that go by room, of all; the others of those parts of the page that show or hide anything at this width only.
  window.structureAgain = async () => {
    const parts = new Set(elements().filter((element) => before.get(element) !== looks(element)).map(part));
    const byRoom = ["target-size", "scrollable-region-focusable", "bypass"];
    const found = await ask(document, only(...byRoom, ...(linksWithoutALine() ? ["link-in-text-block"] : [])));
    const others = { ...grave(), ...Object.fromEntries(byRoom.map((id) => [id, { enabled: false }])) };
    return parts.size ? [...found, ...(await ask({ include: [...parts] }, { rules: others }))] : found;
  };
  window.sizes = () => ask(document, only("target-size"));
  window.links = async () => (linksWithoutALine() ? ask(document, only("link-in-text-block")) : []);
})();
