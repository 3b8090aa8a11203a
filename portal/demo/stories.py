"""What people of the demonstration say, give and announce. French, as in Dinan; invented from end to end."""

from dataclasses import dataclass
from datetime import time
from decimal import Decimal

#: The one password of every demonstration account. Production refuses to create them.
PASSWORD = "escalier du jerzual"  # noqa: S105 - printed in the README, useless anywhere else


@dataclass(frozen=True)
class Person:
    pseudonym: str
    home: str
    role: str = "resident"
    method: str = "postcard"
    shows_street: bool = True


PEOPLE = (
    Person("Phare", "", role="operator"),
    Person("Grand-Rue", "", role="town-curator"),
    Person("Beffroi", "", role="town-curator"),
    Person("Maison du port", "Port et Jerzual", role="curator"),
    Person("Lanterne", "Port et Jerzual", role="curator"),
    Person("Les Merciers", "Centre ancien", role="curator"),
    Person("Aiguilleuse", "Gare", role="curator"),
    Person("Clos de l’abbaye", "Léhon-bourg", role="curator"),
    Person("Lavandière", "Port et Jerzual"),
    Person("Tournevis", "Port et Jerzual"),
    Person("Martin-pêcheur", "Port et Jerzual"),
    Person("Tante Guite", "Port et Jerzual"),
    Person("Grand Héron", "Port et Jerzual", method="vouch"),
    Person("Nuit Blanche", "Port et Jerzual", shows_street=False),
    Person("Mirabelle", "Port et Jerzual"),
    Person("Vélo bleu", "Port et Jerzual", shows_street=False),
    Person("Marronnier", "Port et Jerzual", method="vouch"),
    Person("Capucine B", "Centre ancien"),
    Person("Dame Tartine", "Centre ancien"),
    Person("Pomme d’api", "Centre ancien", method="desk"),
    Person("Colporteur", "Centre ancien", shows_street=False),
    Person("Passe-muraille", "Gare"),
    Person("Petit Vapeur", "Gare"),
    Person("Bicyclette", "Gare", shows_street=False),
    Person("Cidre doux", "Léhon-bourg"),
    Person("Jardin d’hiver", "Léhon-bourg", method="desk"),
    Person("Écluse 27", "Léhon-bourg"),
    Person("Nouvelle Venue", "", role="newcomer"),
    # They gather around a spring: see portal/demo/founding.py.
    Person("Petite Source", ""),
    Person("Pont de bois", ""),
    Person("Cressonnière", ""),
    Person("Bergeronnette", ""),
    Person("Moulin bleu", ""),
    Person("Clé à molette", ""),
    Person("Rouge-gorge", "", role="newcomer"),
    Person("Lune rousse", "", role="newcomer"),
    Person("Cerf-volant", "", role="newcomer"),
)


#: Who waits for two neighbours, what they wrote, and who has said yes already.
WAITING = ("Rouge-gorge", "La dame au chien roux. Vous m’avez prêté votre diable pour l’armoire.", "Lavandière")


@dataclass(frozen=True)
class Gift:
    author: str
    title: str
    body: str
    picture: str = ""
    alt: str = ""
    category: str = "furniture"
    condition: str = "good"
    size: str = "car"
    quantity: int = 1
    audience: str = "neighbourhood"
    direction: str = "offer"
    pickup: str = ""


GIFTS = (
    Gift("Tante Guite", "Lit d’enfant en pin, avec sommier", "Mon petit-fils dort maintenant dans un grand lit, il est très fier. Celui-ci a servi quatre ans, il est solide. Une rayure à la tête de lit, toutes les vis sont là.", "bed", "Lit d’enfant en pin, monté, couverture bleue", audience="public", pickup="Mercredi ou samedi, en fin de journée."),
    Gift("Mirabelle", "Bocaux à joints, une trentaine", "Propres, avec des caoutchoucs neufs. Par lots de six, pour que chacun en profite.", "jars", "Cinq bocaux pleins de confitures sur une étagère", category="kitchen", size="bag", quantity=5, audience="public", pickup="Le soir après 18 h."),
    Gift("Tournevis", "Échelle en bois, trois mètres", "Un barreau a été recollé, elle tient. Trop grande pour ma nouvelle remise.", "ladder", "Échelle en bois appuyée contre un mur clair", category="tools", size="van", pickup="Samedi matin, je vous aide à la porter."),
    Gift("Martin-pêcheur", "Vélo de ville à remettre en selle", "Pneus à changer, le reste roule. Je préfère qu’il parte chez quelqu’un qui bricole.", "bicycle", "Vélo vert avec un panier en osier", category="sport", condition="repair", pickup="Dimanche, sur le quai."),
    Gift("Lavandière", "Romans policiers, deux cartons", "Des poches, lus une fois. Prenez un carton ou les deux.", "books", "Une rangée de livres de toutes les couleurs", category="books", size="bag", quantity=2, audience="public", pickup="Tous les matins."),
    Gift("Capucine B", "Lampe de salon, abat-jour rouge", "Elle éclaire bien un coin de lecture. Ampoule comprise.", "lamp", "Lampe à pied gris et abat-jour rouge", category="electronics", size="bag", audience="public", pickup="Jeudi, jour de marché."),
    Gift("Dame Tartine", "Quatre chaises paillées", "La paille est bonne, le bois a vécu. Les quatre ensemble de préférence.", "chair", "Chaise en bois au siège paillé", quantity=4, audience="public", pickup="Le samedi."),
    Gift("Passe-muraille", "Coffre de jouets en bois", "Cubes, ballon, ours. Nos enfants ont grandi.", "toys", "Coffre en bois ouvert, ours, cube et ballon", category="children", audience="public", pickup="En semaine après 17 h 30."),
    Gift("Cidre doux", "Graines de tomates anciennes", "Noire de Crimée et cœur de bœuf, récolte de l’été. Dix sachets.", category="garden", condition="new", size="hand", quantity=10, audience="public", pickup="Au marché du bourg."),
    Gift("Nuit Blanche", "Je cherche des chutes de bois", "Pour réparer un banc de la venelle. Même petites.", category="other", size="car", direction="request"),
    Gift("Vélo bleu", "Je cherche un siège vélo pour enfant", "Pour un enfant de trois ans, jusqu’au printemps.", category="children", size="car", direction="request", audience="public"),
)  # fmt: skip


@dataclass(frozen=True)
class Invitation:
    author: str
    title: str
    body: str
    area: str
    weekday: int
    hours: tuple[time, time]
    exact: str = ""
    rrule: str = ""
    places: int | None = None
    minimum: int | None = None
    audience: str = "public"
    access: tuple[str, ...] = ()
    bring: tuple[tuple[str, int], ...] = ()
    coming: tuple[str, ...] = ()


MEETUPS = (
    Invitation("Lavandière", "Soupe à l’oignon sur le quai", "Vingt kilos d’oignons, trois marmites et le four à pain du voisin. Si vous venez d’arriver dans le quartier, c’est la bonne porte.", "sur le quai, près du vieux pont", 5, (time(18, 30), time(22)), places=40, access=("step_free", "children"), bring=(("Trois réchauds", 3), ("Du fromage râpé, 2 kg", 1), ("Des guirlandes", 1), ("Deux bras pour ranger", 2)), coming=("Tournevis", "Mirabelle", "Grand Héron")),
    Invitation("Grand Héron", "Chorale du jeudi, sans partition", "On chante à l’oreille, on se trompe ensemble. Une voix grave serait bienvenue.", "dans le bas du Jerzual", 3, (time(20), time(21, 45)), exact="Atelier du Petit-Fort, porte verte, sonner deux fois", rrule="FREQ=WEEKLY", places=12, minimum=4, audience="neighbourhood", access=("seats",), coming=("Lavandière", "Nuit Blanche")),
    Invitation("Colporteur", "Table de réparation, place des Merciers", "Apportez ce qui ne marche plus. On ouvre, on regarde, on apprend.", "sous les porches, place des Merciers", 6, (time(14), time(17, 30)), rrule="FREQ=WEEKLY;INTERVAL=2", access=("step_free", "seats"), coming=("Capucine B",)),
)  # fmt: skip


@dataclass(frozen=True)
class Drive:
    author: str
    title: str
    body: str
    origin: str
    destination: str
    leaves: time
    minutes: int
    km: Decimal
    via: str = ""
    out: tuple[int, ...] = ()
    back: tuple[int, ...] = ()
    returns: time | None = None
    seats: int = 3
    power: int | None = None
    amount: Decimal | None = None
    motive: str = "other"
    audience: str = "partners"
    direction: str = "offer"


DRIVES = (
    Drive("Martin-pêcheur", "Rennes gare, mardi et jeudi matin", "Je monte à Rennes deux fois par semaine et la voiture est trop grande pour moi. Je conduis tranquillement, je parle peu avant 7 h 30 et beaucoup après.", "Place du 11-Novembre", "Rennes, gare sud", time(7, 5), 65, Decimal(55), "Évran, place de l’église", (1, 3), (1,), time(17, 45), 3, 5, Decimal(4), "work", "public"),
    Drive("Marronnier", "Hôpital de Saint-Malo, une place", "J’y vais pour un contrôle, je peux déposer quelqu’un.", "Porte du Jerzual", "Saint-Malo, hôpital", time(8, 30), 40, Decimal(32), seats=2, motive="care"),
    Drive("Bicyclette", "Je cherche une place vers Lamballe", "Le vendredi soir, pour rentrer en train de Lamballe. Un vélo pliant avec moi.", "La gare", "Lamballe, gare", time(17, 30), 40, Decimal(40), out=(4,), seats=1, direction="request"),
)  # fmt: skip


@dataclass(frozen=True)
class Help:
    author: str
    title: str
    body: str
    form: str = "hand"
    skill: str = "other"
    when: str = ""
    longest_days: int = 7
    care: str = ""
    at_once: bool = False
    direction: str = "offer"
    audience: str = "neighbourhood"
    borrower: str = ""


HELPS = (
    Help("Tournevis", "Perceuse à percussion, avec ses mèches", "Elle perce le granit, doucement. Je montre comment faire à qui veut.", "loan", "tool", longest_days=4, care="Deux heures de suite au plus, puis elle se repose", at_once=True, audience="partners", borrower="Mirabelle"),
    Help("Martin-pêcheur", "Un diable pour monter le Jerzual", "Deux roues, cent cinquante kilos, et de bons freins pour redescendre.", "loan", "carry", longest_days=2, audience="public"),
    Help("Tante Guite", "Deux bras pour descendre une armoire", "Elle passe par l’escalier, on a mesuré. Café et gâteau à l’arrivée.", skill="carry", when="un samedi matin", direction="request"),
    Help("Nuit Blanche", "Je lis vos courriers compliqués", "Impôts, assurance, formulaires : on les lit ensemble, à voix haute.", skill="papers", when="le soir, sur rendez-vous", audience="public"),
)  # fmt: skip


@dataclass(frozen=True)
class Sitting:
    author: str
    title: str
    body: str
    ages: tuple[str, ...]
    children: int = 2
    amount: Decimal | None = None
    sitter_age: str = ""
    grid: tuple[str, ...] = ()
    hours: tuple[time, time] = (time(19), time(23, 30))
    home: str = "family"
    going_home: str = "walked"
    season: str = "always"
    experience: str = ""
    first_aid: bool = False
    languages: str = ""
    audience: str = "neighbourhood"
    asker: str = ""


SITTINGS = (
    Sitting("Mirabelle", "Mercredi après-midi et vendredi soir", "Je lis très bien les histoires de loups, et je sais attendre que l’on dorme. J’ai fini mes études d’éducatrice cet été.", ("3-5", "6-10"), 3, Decimal(11), "18+", ("2-pm", "4-eve"), home="either", experience="Trois étés en centre de loisirs, deux familles du quartier.", first_aid=True, languages="français, un peu de breton", audience="partners", asker="Marronnier"),
    Sitting("Vélo bleu", "Sortie d’école et devoirs, pendant les cours", "Je vais les chercher à pied, on goûte, on fait les devoirs. Je suis au lycée, je termine tôt.", ("6-10", "11+"), 2, Decimal(9), "16-17", ("0-pm", "3-pm"), season="term", experience="Mes deux petits frères, et les voisins du dessous."),
    Sitting("Marronnier", "Une soirée par mois, deux enfants calmes", "Nous sortons une fois par mois, jamais très tard. Les enfants dînent avant et aiment qu’on leur lise des histoires de loups.", ("3-5", "6-10"), 2, Decimal(10), going_home="driven"),
)  # fmt: skip


#: Who keeps which search, and when they are told.
SEARCHES = (("Mirabelle", "q=vélo&kind=giveaway", "day"), ("Vélo bleu", "q=siège+enfant&scope=partners", "once"))


@dataclass(frozen=True)
class News:
    place: str
    title: str
    summary: str
    body: str


NEWS = (
    News("Port et Jerzual", "Travaux rue du Quai, du 30 novembre au 11 décembre", "Stationnement déplacé place du Champ-Clos.", "<p>La rue du Quai est rouverte chaque soir à 18 h. Les piétons passent à tout moment, côté maisons.</p>"),
    News("Port et Jerzual", "Réunion publique : l’éclairage du Jerzual", "Mardi 1er décembre à 18 h 30, hôtel de ville.", "<p>Trois projets de lanternes sont à comparer. Venez avec vos questions, une garde d’enfants est prévue.</p>"),
    News("Centre ancien", "Le marché reste sous les porches", "Pendant les travaux de la place, du 3 au 20 décembre.", "<p>Les marchands s’installent rue de l’Horloge et place des Merciers, aux heures habituelles.</p>"),
    News("Gare", "Un local pour réparer les vélos", "Ouvert le mercredi après-midi, près de la gare.", "<p>Des outils, un pied d’atelier et des voisins pour aider. On apporte ses pièces.</p>"),
    News("Léhon-bourg", "Le chemin des écluses est dégagé", "L’arbre tombé a été retiré lundi.", "<p>Attention, le sol reste glissant entre l’écluse et le pont.</p>"),
)  # fmt: skip

SHOPS = (
    ("La Mie du Petit-Fort", "Boulangerie. La miche au sarrasin sort du four à 16 h 30.", "rue du Petit-Fort"),
    ("Cycles de la Rance", "Vente et réparation. Un vélo est prêté pendant la réparation.", "rue du Quai"),
    ("L’Encrier", "Papeterie et livres. Les commandes arrivent le mardi.", "rue de l’Horloge"),
)

#: Who answered how they are, and in which words.
ROLL_CALL = [
    ("Mirabelle", "fine", ""),
    ("Tournevis", "can_help", "J’ai une pompe et deux bras."),
    ("Lavandière", "needs_help", "La cave prend l’eau, je ne peux pas porter les sacs."),
]
OFFICIAL_SOURCE = {"name": "Veille des crues (exemple)", "url": "https://crues.exemple.test/flux.atom"}
OFFICIAL_MESSAGE = {
    "event": "Crue",
    "headline": "Vigilance crues sur la Rance aval",
    "description": "Débordements possibles sur les quais bas à la pleine mer du soir.",
    "instruction": "Éloignez les véhicules des berges.",
    "area": "Rance aval, de Dinan à l’écluse",
}
ALERT = {
    "headline": "La Rance monte\u202f: déplacez les voitures du quai avant 18 h",
    "description": "Pleine mer à 19 h 42, coefficient 104, vent de nord-ouest. L’eau peut recouvrir le bas de la rue du Quai et la cale.",
    "instruction": "Déplacez votre voiture vers la place du Champ-Clos. Montez ce qui craint l’eau. Frappez chez les voisins qui ne lisent pas leur téléphone.",
}
