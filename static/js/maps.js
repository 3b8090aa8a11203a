/** What the map elements share: Leaflet fetched once, a map on paper or tiles, boundaries with their names. */

const loading = new Map();

/** Fetch a classic script once; resolves when it has run. */
function script(address) {
  if (!loading.has(address)) {
    loading.set(
      address,
      new Promise((resolve, reject) => {
        const element = document.createElement("script");
        element.src = address;
        element.onload = resolve;
        element.onerror = reject;
        document.head.append(element);
      }),
    );
  }
  return loading.get(address);
}

/** Fetch a stylesheet once; resolves when it applies, so that the map is measured right. */
function stylesheet(address) {
  if (!loading.has(address)) {
    loading.set(
      address,
      new Promise((resolve) => {
        const element = document.createElement("link");
        element.rel = "stylesheet";
        element.href = address;
        element.onload = element.onerror = resolve;
        document.head.append(element);
      }),
    );
  }
  return loading.get(address);
}

/** Fetch Leaflet, its stylesheet and, when given, a plug-in of it. */
export async function loadLeaflet(library, styles, plugin, pluginStyles) {
  await Promise.all([script(library), styles && stylesheet(styles), pluginStyles && stylesheet(pluginStyles)]);
  if (plugin) await script(plugin);
}

/** A map in `canvas`: as its `element` asks, with tiles when there is an address, plain paper otherwise. */
export function mapOn(canvas, element) {
  const tiles = element.getAttribute("tiles");
  const map = L.map(canvas, { attributionControl: Boolean(tiles), zoomControl: false, zoomSnap: 0.5 });
  const [zoomInTitle, zoomOutTitle] = ["zoom-in", "zoom-out"].map((name) => element.getAttribute(name) || "");
  L.control.zoom({ zoomInTitle, zoomOutTitle }).addTo(map);
  if (tiles) {
    map.attributionControl.setPrefix(false);
    L.tileLayer(tiles, { maxZoom: 19, attribution: "© OpenStreetMap" }).addTo(map);
  } else {
    // Leaflet's own paper is light by night too.
    map.getContainer().style.background = "var(--sunken)";
  }
  return map.setView([46.6, 2.4], 5);
}

/** Show GeoJSON outlines with their names, and move the map to them. */
export function showBoundaries(map, boundaries) {
  const layer = L.geoJSON(boundaries, {
    style: { className: "area" },
    interactive: false,
    onEachFeature: (feature, area) => {
      const name = document.createElement("span");
      name.textContent = feature.properties?.name ?? "";
      if (name.textContent) area.bindTooltip(name, { permanent: boundaries.features.length < 30, direction: "center" });
    },
  }).addTo(map);
  if (layer.getBounds().isValid()) map.fitBounds(layer.getBounds(), { padding: [16, 16], animate: false });
  return layer;
}

/** Put words over those of a library, branch by branch. */
export function say(words, over) {
  for (const [name, word] of Object.entries(words)) {
    if (typeof word === "string") over[name] = word;
    else say(word, over[name]);
  }
}
