"""Dinan and four of its neighbourhoods, outlined by hand for the demonstration: no official data.

Neighbours share their corner points, so that no one lives on two sides of a street by accident.
"""

Point = tuple[float, float]  # longitude, latitude

# Corner points used by several outlines.
NORTH_GATE, RAMPARTS_N, RAMPARTS_E = (-2.0498, 48.4578), (-2.0462, 48.4574), (-2.0428, 48.4549)
CASTLE, SAINT_LOUIS, THEATRE = (-2.0487, 48.4503), (-2.0439, 48.4507), (-2.0507, 48.4532)
QUAY_S, QUAY_N, VIADUCT = (-2.0389, 48.4512), (-2.0374, 48.4601), (-2.0402, 48.4486)

OUTLINES: dict[str, list[Point]] = {
    "Dinan": [
        (-2.0790, 48.4560), (-2.0722, 48.4655), (-2.0600, 48.4702), (-2.0480, 48.4690), (-2.0392, 48.4664), (-2.0352, 48.4608),
        (-2.0362, 48.4530), (-2.0376, 48.4478), (-2.0358, 48.4420), (-2.0402, 48.4352), (-2.0521, 48.4338), (-2.0658, 48.4392),
        (-2.0749, 48.4471),
    ],
    "Port et Jerzual": [RAMPARTS_N, (-2.0451, 48.4622), QUAY_N, (-2.0371, 48.4556), QUAY_S, SAINT_LOUIS, RAMPARTS_E],
    "Centre ancien": [NORTH_GATE, RAMPARTS_N, RAMPARTS_E, SAINT_LOUIS, CASTLE, THEATRE],
    "Gare": [NORTH_GATE, THEATRE, CASTLE, (-2.0560, 48.4489), (-2.0668, 48.4532), (-2.0651, 48.4619), (-2.0560, 48.4641)],
    "Léhon-bourg": [CASTLE, SAINT_LOUIS, QUAY_S, VIADUCT, (-2.0384, 48.4411), (-2.0427, 48.4371), (-2.0519, 48.4372), (-2.0561, 48.4431), (-2.0560, 48.4489)],
}  # fmt: skip

MOTTOS = {
    "Port et Jerzual": "Du quai à la porte, on se tient la rampe.",
    "Centre ancien": "Sous les porches, même quand il pleut.",
    "Gare": "On part tôt, on rentre ensemble.",
    "Léhon-bourg": "Entre l’abbaye et le jardin.",
}

PLAQUES = {"Port et Jerzual": "blue", "Centre ancien": "red", "Gare": "slate", "Léhon-bourg": "green"}

WELCOMES = {
    "Port et Jerzual": "Le port, le Jerzual, le Petit-Fort et leurs venelles. Les escaliers sont raides : on s’attend, on s’aide à porter, on se prête un diable.",
    "Centre ancien": "Les places, les porches et les jardins derrière les remparts. Le marché du jeudi est notre salon.",
    "Gare": "Autour de la gare et des cités-jardins : des trajets partagés, des vélos à réparer, des potagers.",
    "Léhon-bourg": "Le bourg de l’abbaye. On se connaît par les chiens, les enfants et les confitures.",
}

STREETS = {
    "Port et Jerzual": ["rue du Quai", "rue du Petit-Fort", "rue du Jerzual", "venelle Sainte-Catherine"],
    "Centre ancien": ["rue de l’Horloge", "place des Merciers", "rue de la Poissonnerie", "rue Haute-Voie"],
    "Gare": ["rue Carnot", "rue de Brest", "boulevard de Préval", "rue du Dix-Novembre"],
    "Léhon-bourg": ["rue de l’Abbaye", "rue du Moulin", "rue Beaumanoir", "chemin des Écluses"],
}


def geojson(name: str) -> dict[str, object]:
    """Return an outline as a closed GeoJSON polygon."""
    ring = [list(point) for point in OUTLINES[name]]
    return {"type": "Polygon", "coordinates": [[*ring, ring[0]]]}
