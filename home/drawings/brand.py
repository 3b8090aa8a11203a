"""The sign of the house: two doors on one landing, the word, and the roofs at the foot of every page."""

from django.utils.safestring import SafeString

from home.drawings.shapes import figure

_ROOFS = (
    "M0 120V78L34 50 68 78V64H96V30L128 4 160 30V64H200L236 40 272 64V86H330L372 46 414 86V72H470V52L520 24 570 52V84"
    "H640V60L676 32 712 60H760V20H770V-2H782V20H800V72L852 40 904 72V90H960L1000 56 1040 90V66H1088L1128 36 1168 66"
    "V50H1240L1280 80V64L1330 34 1380 64V88H1440V120z"
)
_LAMPS = ((122, 46), (516, 66), (672, 74), (848, 84), (1124, 78), (1326, 78), (230, 88))


def mark() -> SafeString:
    return figure(
        "0 0 32 32",
        '<rect width="32" height="32" rx="6.5" fill="var(--enamel)"/><rect x="2.4" y="2.4" width="27.2" height="27.2"'
        ' rx="4.6" fill="none" stroke="#fff" stroke-width="1.1" opacity=".85"/>'
        '<path d="M8 23.3v-9.3a3.6 3.6 0 0 1 7.2 0v9.3z" fill="#fff"/>'
        '<path d="M16.8 23.3v-9.3a3.6 3.6 0 0 1 7.2 0v9.3z" fill="var(--bell)"/>'
        '<circle cx="13.3" cy="17.8" r=".95" fill="var(--enamel)"/><circle cx="18.7" cy="17.8" r=".95" fill="var(--enamel)"/>'
        '<path d="M6 24.6h20" stroke="#fff" stroke-width="1.8" stroke-linecap="round"/>',
        "brand__mark",
    )


def word() -> SafeString:
    """« palier » written with one pen; the dot of the i is a doorbell."""
    return figure(
        "0 3 80 29",
        '<path d="M4 12v18M4 18a6 6 0 1 1 0 .01M32 12v12M32 18a6 6 0 1 1 0-.01M39 5v19M46 12v12M52 18h12'
        'a6 6 0 1 0-1.9 4.4M71 24V12M71 17.6c0-3.5 2.2-5.6 5.6-5.6"/><circle cx="46" cy="6.4" r="2.3"/>',
        "brand__word",
    )


def roofs() -> SafeString:
    """Draw the skyline above the footer; its lamps are always on."""
    lamps = "".join(f'<rect class="lamp" x="{x}" y="{y}" width="9" height="13" rx="1"/>' for x, y in _LAMPS)
    return figure("0 0 1440 120", f'<path d="{_ROOFS}"/>{lamps}', "site-footer__roofs", "", 'preserveAspectRatio="none"')
