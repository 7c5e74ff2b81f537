"""Files as people send them, and as nobody should: made here, byte by byte or by pikepdf."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable

import pikepdf
from PIL import Image

WORD = b'<Override ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>'


def pdf(change: Callable[[pikepdf.Pdf], object] = lambda _pdf: None, pages: int = 1, **saving: object) -> bytes:
    """A PDF of empty pages, changed before it is saved."""
    made, out = pikepdf.new(), io.BytesIO()
    for _ in range(pages):
        made.add_blank_page(page_size=(595, 842))
    change(made)
    made.save(out, **saving)
    return out.getvalue()


def action(kind: str, **more: object) -> Callable[[pikepdf.Pdf], None]:
    """What happens when the PDF is opened."""

    def put(made: pikepdf.Pdf) -> None:
        made.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name(kind), **more)

    return put


def attached(made: pikepdf.Pdf) -> None:
    """Something inside of the PDF that is no page."""
    made.attachments["invoice.exe"] = b"MZ"


def hidden_script(made: pikepdf.Pdf) -> None:
    """A script that is written into a field on a page, and packed away when it is saved with object streams."""
    field = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Text, Rect=[0, 0, 9, 9],
        AA=pikepdf.Dictionary(K=pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert(1)"))),
    )  # fmt: skip
    made.pages[0].Annots = made.make_indirect(pikepdf.Array([made.make_indirect(field)]))


def png(width: int = 20, height: int = 10) -> bytes:
    """A picture."""
    out = io.BytesIO()
    Image.new("RGB", (width, height), "navy").save(out, "PNG")
    return out.getvalue()


def huge_png(side: int = 60_000) -> bytes:
    """A small file that says it is a picture of thousands of millions of points."""

    def part(name: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))

    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + part(b"IHDR", head) + part(b"IDAT", zlib.compress(bytes(9))) + part(b"IEND", b"")


def docx(*more: tuple[str, bytes], types: bytes = WORD) -> bytes:
    """A Word document, with further parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("[Content_Types].xml", types)
        for name, content in more:
            packed.writestr(name, content)
    return out.getvalue()


def bomb(megabytes: int = 300) -> bytes:
    """A Word document of a few hundred kilobytes that unpacks to very much more."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("[Content_Types].xml", WORD)
        with packed.open("word/document.xml", "w") as part:
            for _ in range(megabytes):
                part.write(bytes(1_000_000))
    return out.getvalue()


def overlapping(times: int = 500) -> bytes:
    """A ZIP whose list names the same packed megabyte over and over."""
    content = docx(("word/document.xml", bytes(1_000_000)))
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        offset = packed.start_dir
        entries = content[offset : content.rindex(b"PK\x05\x06")]
        second = entries.index(b"PK\x01\x02", 4)
        one = entries[second:]
    listed = entries + one * times
    count = 2 + times
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, count, count, len(listed), offset, 0)
    return content[:offset] + listed + end


def swollen_pdf(gigabytes: int = 4) -> bytes:
    """A PDF of some kilobytes whose list of contents unpacks, packed twice, to more than a machine has."""
    packer = zlib.compressobj(9, wbits=-15)
    piece = packer.compress(bytes(1 << 24)) + packer.flush(zlib.Z_FULL_FLUSH)  # may be written again and again
    once = b"\x78\xda" + piece * (gigabytes << 6)
    twice = zlib.compress(once, 9)
    head = b"%PDF-1.5\n"
    about = b"<</Type/XRef/Size 9/W[1 2 1]/Root 2 0 R/Filter[/FlateDecode/FlateDecode]/Length %d>>" % len(twice)
    return head + b"1 0 obj" + about + b"stream\n" + twice + b"\nendstream\nendobj\nstartxref\n%d\n%%%%EOF" % len(head)
