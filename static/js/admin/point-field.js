/**
 * Makes wagtail-geo-widget's map a local one: icons under hashed names, no tiles of a third party, the place's own
 * outline on the paper, addresses looked up by our own server. Loaded between the widget and its controller.
 */
(function () {
  const { iconUrl, iconRetinaUrl, shadowUrl, geocoder } = document.currentScript.dataset;
  delete L.Icon.Default.prototype._getIconUrl;
  L.Icon.Default.mergeOptions({ iconUrl, iconRetinaUrl, shadowUrl });

  const tileLayer = L.tileLayer;
  L.tileLayer = (address, options) => (address ? tileLayer(address, options) : L.layerGroup());

  const initMap = LeafletField.prototype.initMap;
  LeafletField.prototype.initMap = function (...args) {
    initMap.apply(this, args);
    this.defaultZoom = this.zoom;
    this.map.attributionControl.setPrefix(false);
    const page = /\/pages\/(\d+)\//.exec(window.location.pathname);
    if (!page) return;
    fetch(`/limites/${page[1]}.json`)
      .then((answer) => (answer.ok ? answer.json() : Promise.reject()))
      .then((outlines) => {
        const layer = L.geoJSON(outlines, { interactive: false, style: { weight: 2, fillOpacity: 0.08 } }).addTo(this.map);
        if (this.sourceField.val() || !layer.getBounds().isValid()) return;
        // Nothing chosen yet: start in the middle of the place, without choosing it.
        this.map.fitBounds(layer.getBounds());
        this.marker.setLatLng(layer.getBounds().getCenter());
        this.updateLatLng(layer.getBounds().getCenter());
      })
      .catch(() => undefined);
  };

  const initEvents = LeafletField.prototype.initEvents;
  LeafletField.prototype.initEvents = function (...args) {
    initEvents.apply(this, args);
    this.addressField.on("change", () => lookUp(this.addressField));
  };

  function lookUp(field) {
    const body = new URLSearchParams({ q: field.val() });
    const headers = { "X-CSRFToken": window.wagtailConfig.CSRF_TOKEN };
    fetch(geocoder, { method: "POST", body, headers })
      .then((answer) => answer.json())
      .then(({ message, lat, lon }) => {
        field.siblings(".address-note").remove();
        if (lat !== undefined) field.trigger("searchGeocoded", [L.latLng(lat, lon)]);
        else if (message) {
          const note = document.createElement("p");
          note.className = "help-block help-warning address-note";
          note.textContent = message;
          field[0].after(note);
        }
      })
      .catch(() => undefined);
  }
})();
