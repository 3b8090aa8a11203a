/**
 * A map on which one chooses a point. Until Leaflet has come (it is fetched only here) the drawing inside stays.
 *
 * @example
 * <form method="post"><input type="hidden" name="lat"><input type="hidden" name="lon">
 *   <place-picker boundaries="/limites/12.json" tiles="" leaflet="/static/leaflet/leaflet.js"
 *     styles="/static/leaflet/leaflet.css" label="Dinan" hint="Click the place where you live.">…drawing…</place-picker>
 * </form>
 *
 * @attr boundaries address of the GeoJSON to show
 * @attr tiles address of tiles with {z}, {x}, {y}; plain paper without
 * @attr leaflet, styles addresses of the library
 * @attr label the map's name, @attr hint how to choose, @attr zoom-in, zoom-out names of its two buttons
 * @attr circle name of the form's field with a radius in metres: a circle is drawn and the form is filled, not sent
 * @fires picked bubbles, cancelable; detail: { lat, lon }. Unless cancelled, the form around is filled and sent.
 */
import { loadLeaflet, mapOn, showBoundaries } from "../maps.js";

class PlacePicker extends HTMLElement {
  async connectedCallback() {
    this.drawing ??= [...this.childNodes];
    try {
      await loadLeaflet(this.getAttribute("leaflet"), this.getAttribute("styles"));
      if (this.isConnected) await this.draw();
    } catch {
      // No library or no boundaries: the drawing and the list beside it stay.
      this.restore();
    }
  }

  disconnectedCallback() {
    this.restore();
  }

  restore() {
    this.map?.remove();
    this.map = undefined;
    this.replaceChildren(...this.drawing);
  }

  async draw() {
    const boundaries = await fetch(this.getAttribute("boundaries")).then((answer) => answer.json());
    if (!this.isConnected) return;
    const canvas = document.createElement("div");
    canvas.className = "map map__canvas";
    canvas.setAttribute("aria-label", this.getAttribute("label") || "");
    canvas.setAttribute("role", "application");
    const hint = document.createElement("p");
    hint.className = "hint";
    hint.textContent = this.getAttribute("hint") || "";
    this.replaceChildren(canvas, hint);
    this.map = mapOn(canvas, this);
    showBoundaries(this.map, boundaries);
    this.map.on("click", (event) => this.pick(event.latlng));
    this.map.on("keypress", (event) => {
      if (event.originalEvent.key === "Enter") this.pick(this.map.getCenter());
    });
  }

  pick(point) {
    const { lat, lng: lon } = point.wrap();
    this.mark?.remove();
    this.mark = L.circleMarker(point, { radius: 9, className: "handle" }).addTo(this.map);
    const picked = new CustomEvent("picked", { bubbles: true, cancelable: true, detail: { lat, lon } });
    const form = this.closest("form");
    if (!this.dispatchEvent(picked) || !form) return;
    form.querySelector('[name="lat"]').value = lat.toFixed(6);
    form.querySelector('[name="lon"]').value = lon.toFixed(6);
    if (this.getAttribute("circle")) this.encircle(point, form.querySelector(`[name="${this.getAttribute("circle")}"]`));
    else form.requestSubmit();
  }

  encircle(point, field) {
    this.ring?.remove();
    this.ring = L.circle(point, { radius: Number(field.value), className: "area" }).addTo(this.map);
    field.oninput = () => this.ring.setRadius(Number(field.value));
  }
}

customElements.define("place-picker", PlacePicker);
