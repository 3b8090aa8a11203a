/**
 * Draws an outline on a map into a field that holds GeoJSON. The field stays: it is the way without script or mouse,
 * and what is typed or pasted there shows on the map.
 *
 * @example
 * <boundary-editor beside="/admin/limite/12/voisins.json" tiles="" leaflet="/static/leaflet/leaflet.js"
 *   styles="/static/leaflet/leaflet.css" draw="/static/leaflet/draw/leaflet.draw.js"
 *   draw-styles="/static/leaflet/draw/leaflet.draw.css" label="Outline of Dinan">
 *   <textarea name="geometry"></textarea>
 * </boundary-editor>
 *
 * @attr beside address of outlines shown for orientation
 * @attr tiles, leaflet, styles, draw, draw-styles, label, zoom-in, zoom-out as for place-picker, with Leaflet.draw
 * @attr words JSON: what the tools say, shaped like L.drawLocal
 */
import { loadLeaflet, mapOn, say, showBoundaries } from "../maps.js";

class BoundaryEditor extends HTMLElement {
  async connectedCallback() {
    this.field = this.querySelector("textarea");
    const addresses = ["leaflet", "styles", "draw", "draw-styles"].map((name) => this.getAttribute(name));
    await loadLeaflet(...addresses);
    if (!this.isConnected || this.map) return;
    const canvas = document.createElement("div");
    canvas.className = "map map__canvas";
    canvas.setAttribute("aria-label", this.getAttribute("label") || "");
    this.prepend(canvas);
    this.map = mapOn(canvas, this);
    await this.orient();
    this.outline = L.featureGroup().addTo(this.map);
    this.offerTools();
    this.field.addEventListener("change", this);
    this.read();
  }

  disconnectedCallback() {
    this.field?.removeEventListener("change", this);
    const canvas = this.map?.getContainer();
    this.map?.remove();
    canvas?.remove();
    this.map = undefined;
  }

  handleEvent() {
    this.read();
  }

  async orient() {
    const address = this.getAttribute("beside");
    if (!address) return;
    const answer = await fetch(address);
    if (answer.ok) showBoundaries(this.map, await answer.json());
  }

  offerTools() {
    say(JSON.parse(this.getAttribute("words") || "{}"), L.drawLocal);
    const polygon = { allowIntersection: false, showArea: true };
    const draw = { polygon, polyline: false, rectangle: {}, circle: false, marker: false, circlemarker: false };
    this.map.addControl(new L.Control.Draw({ draw, edit: { featureGroup: this.outline } }));
    this.map.on(L.Draw.Event.CREATED, (event) => {
      this.outline.addLayer(event.layer);
      this.write();
    });
    this.map.on(`${L.Draw.Event.EDITED} ${L.Draw.Event.DELETED}`, () => this.write());
  }

  /** The field onto the map; what cannot be read is left for the server to explain. */
  read() {
    try {
      const given = JSON.parse(this.field.value);
      const parts = given.type === "MultiPolygon" ? given.coordinates : [given.coordinates];
      const layers = parts.map((coordinates) => L.GeoJSON.coordsToLatLngs(coordinates, 1)).map((rings) => L.polygon(rings));
      this.outline.clearLayers();
      layers.forEach((layer) => this.outline.addLayer(layer));
      this.map.fitBounds(this.outline.getBounds(), { padding: [24, 24], animate: false });
    } catch {
      // Empty or not GeoJSON.
    }
  }

  /** The map into the field: one polygon, or several. */
  write() {
    const parts = this.outline.getLayers().map((layer) => layer.toGeoJSON(6).geometry.coordinates);
    const several = parts.length > 1;
    const geometry = { type: several ? "MultiPolygon" : "Polygon", coordinates: several ? parts : parts[0] };
    this.field.value = parts.length ? JSON.stringify(geometry) : "";
  }
}

customElements.define("boundary-editor", BoundaryEditor);
