"""Pictures as people and attackers send them, made on the spot."""

import struct
import zlib
from io import BytesIO

from PIL import Image, ImageCms, PngImagePlugin
from pillow_heif import register_heif_opener

register_heif_opener()

#: Whatever of this is found in a stored file came through.
CANARY = "CANARI-48.4536,-2.0467"
XMP = f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF><exif:GPSLatitude>{CANARY}</exif:GPSLatitude></rdf:RDF></x:xmpmeta>'.encode()
ORIENTED = 6  # turned by a quarter: a 60 × 40 picture is shown 40 × 60


def exif():
    """Return a camera's notes: where, with what, how to hold it."""
    notes = Image.Exif()
    notes[0x0112] = ORIENTED
    notes[0x010E] = notes[0x013B] = notes[0xA431] = CANARY
    notes.get_ifd(0x8825).update({1: "N", 2: (48.0, 27.0, 13.0), 3: "W", 4: (2.0, 2.0, 48.0)})
    notes.get_ifd(0x8769).update({0x927C: CANARY.encode(), 0xA431: CANARY})
    return notes.tobytes()


def profile():
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def picture(mode="RGB", size=(60, 40)):
    gradient = Image.linear_gradient("L").resize(size)
    image = gradient.convert(mode)
    if mode == "RGBA":
        image.putalpha(gradient)
    return image


def picture_with_everything(kind, *, mode="RGB"):
    """Return the bytes of a picture of this format that carries every kind of note its format can hold."""
    output, image = BytesIO(), picture(mode)
    options = {"exif": exif(), "icc_profile": profile()}
    if kind == "PNG":
        texts = PngImagePlugin.PngInfo()
        texts.add_text("Comment", CANARY)
        texts.add_itxt("XML:com.adobe.xmp", XMP.decode())
        options["pnginfo"] = texts
    elif kind == "GIF":
        options = {"comment": CANARY.encode()}
        image = image.convert("P")
    elif kind in {"JPEG", "WEBP", "AVIF", "HEIF"}:
        options["xmp"] = XMP
    if kind == "JPEG":
        options["comment"] = CANARY.encode()
    image.save(output, kind, **options)
    data = output.getvalue()
    assert kind in {"HEIF", "AVIF"} or CANARY.encode() in data
    return data


def png_bomb(side=30_000):
    """Return a small PNG that claims `side` × `side` pixels and keeps the promise (UPL-02)."""

    def chunk(kind, content):
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    compressor, row = zlib.compressobj(9), bytes(1 + side // 8)
    body = b"".join(compressor.compress(row) for _ in range(side)) + compressor.flush()
    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def animation(frames, kind="GIF", size=(20, 10)):
    output = BytesIO()
    first, *rest = [Image.new("RGB", size, (number * 83 % 256, number // 256, number * 151 % 256)) for number in range(frames)]
    first.save(output, kind, save_all=True, append_images=rest, duration=40, loop=0)
    return output.getvalue()


def picture_file(kind="JPEG"):
    output = BytesIO()
    picture().save(output, kind)
    output.seek(0)
    return output
