/**
 * The area of an alert on a map: a click sets the middle of a circle, a tool draws an outline. What is chosen goes into the
 * fields of the form around it (`area`, `centre_lat`, `centre_lon`, `radius_m`, `polygon`), and what is written there shows
 * on the map. Without script the drawing inside stays, and the fields are the way.
 *
 * @example
 * <form><alert-area boundaries="/limites/12.json" leaflet="/static/leaflet/leaflet.js" …>…drawing…</alert-area>
 *   <input type="hidden" name="centre_lat">…</form>
 *
 * @attr boundaries, tiles, leaflet, styles, label, hint, zoom-in, zoom-out as for place-picker
 * @attr draw, draw-styles, words as for boundary-editor
 * @attr middle where a circle stands as long as nobody has chosen: "lat lon"
 */
import { loadLeaflet, mapOn, say, showBoundaries } from "../maps.js";

class AlertArea extends HTMLElement {
  async connectedCallback() {
    this.fields = this.closest("form").elements;
    this.drawing ??= [...this.childNodes];
    try {
      await loadLeaflet(...["leaflet", "styles", "draw", "draw-styles"].map((name) => this.getAttribute(name)));
      const answer = await fetch(this.getAttribute("boundaries"));
      if (this.isConnected && !this.map) this.draw(answer.ok ? await answer.json() : null);
    } catch {
      // No library: the drawing and the fields stay.
      this.restore();
    }
  }

  disconnectedCallback() {
    this.closest("form")?.removeEventListener("change", this);
    this.restore();
  }

  restore() {
    this.map?.remove();
    this.map = undefined;
    if (this.drawing) this.replaceChildren(...this.drawing);
  }

  draw(boundaries) {
    const canvas = document.createElement("div");
    canvas.className = "map map__canvas";
    canvas.setAttribute("aria-label", this.getAttribute("label") || "");
    canvas.setAttribute("role", "application");
    const hint = document.createElement("p");
    hint.className = "hint";
    hint.textContent = this.getAttribute("hint") || "";
    this.replaceChildren(canvas, hint);
    this.map = mapOn(canvas, this);
    // One place, which the page names: its label would stand where the area is drawn.
    if (boundaries) showBoundaries(this.map, boundaries).eachLayer((outline) => outline.unbindTooltip());
    this.shown = L.featureGroup().addTo(this.map);
    say(JSON.parse(this.getAttribute("words") || "{}"), L.drawLocal);
    const tools = { polygon: { allowIntersection: false }, polyline: false, rectangle: {}, circle: false, marker: false, circlemarker: false };
    this.map.addControl(new L.Control.Draw({ draw: tools }));
    this.map.on(L.Draw.Event.DRAWSTART, () => (this.busy = true));
    this.map.on(L.Draw.Event.DRAWSTOP, () => setTimeout(() => (this.busy = false)));
    this.map.on(L.Draw.Event.CREATED, (event) => this.choosePolygon(event.layer.toGeoJSON(6).geometry));
    this.map.on("click", (event) => this.busy || this.chooseCentre(event.latlng.wrap()));
    this.map.on("keypress", (event) => {
      if (event.originalEvent.key === "Enter" && !this.busy) this.chooseCentre(this.map.getCenter().wrap());
    });
    this.closest("form").addEventListener("change", this);
    this.show();
  }

  handleEvent() {
    this.show();
  }

  chooseCentre({ lat, lng }) {
    this.fields.centre_lat.value = lat.toFixed(6);
    this.fields.centre_lon.value = lng.toFixed(6);
    this.choose("circle");
  }

  choosePolygon(geometry) {
    this.fields.polygon.value = JSON.stringify(geometry);
    this.choose("polygon");
  }

  choose(area) {
    this.fields.area.value = area;
    this.fields.centre_lat.dispatchEvent(new Event("change", { bubbles: true }));
  }

  /** The fields onto the map; what cannot be read is left for the server to explain. */
  show() {
    this.shown.clearLayers();
    const area = this.fields.area.value;
    const chosen = [this.fields.centre_lat.value, this.fields.centre_lon.value].map(parseFloat);
    // An address is looked up by the server; without one and without a click it is the middle.
    const middle = this.fields.around?.value ? [] : (this.getAttribute("middle") || "").split(" ").map(parseFloat);
    const [lat, lon] = chosen.every(Number.isFinite) ? chosen : middle;
    if (area === "circle" && Number.isFinite(lat) && Number.isFinite(lon)) {
      L.circle([lat, lon], { radius: Number(this.fields.radius_m.value) || 200, className: "zone", interactive: false }).addTo(this.shown);
    }
    if (area === "polygon") {
      try {
        L.geoJSON(JSON.parse(this.fields.polygon.value), { style: { className: "zone" }, interactive: false }).addTo(this.shown);
      } catch {
        // Empty or not GeoJSON.
      }
    }
  }
}

customElements.define("alert-area", AlertArea);
