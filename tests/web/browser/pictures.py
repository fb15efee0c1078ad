"""Small pictures of views, compared with a tolerance; the browser itself reads and shrinks them."""

from __future__ import annotations

import base64
import os
from pathlib import Path

from playwright.sync_api import Page

FOLDER = Path(__file__).parents[1] / "snapshots"
AGAIN = "EVENHAND_PICTURES"
"""Set to ``again`` to take the pictures anew: look at them before they are committed."""
SMALLER = 4
"""How many times smaller a kept picture is: letters blur, so that fonts hardly matter; layout and
colour stay."""
FAR, MOST = 48, 0.06
"""A pixel differs from this distance of its grey on; at most this share of them may."""
SHRINK = """async ([picture, smaller]) => {
    const image = await createImageBitmap(await (await fetch(picture)).blob())
    const [width, height] = [image.width, image.height].map((one) => Math.round(one / smaller))
    const canvas = new OffscreenCanvas(width, height)
    const context = canvas.getContext('2d')
    context.imageSmoothingQuality = 'high'
    context.filter = 'grayscale(1)'
    context.drawImage(image, 0, 0, width, height)
    const blob = await canvas.convertToBlob({ type: 'image/png' })
    const bytes = new Uint8Array(await blob.arrayBuffer())
    return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''))
}"""
DIFFER = """async ([one, other, far]) => {
    const pixels = await Promise.all([one, other].map(async (picture) => {
        const image = await createImageBitmap(await (await fetch(picture)).blob())
        const context = new OffscreenCanvas(image.width, image.height).getContext('2d')
        context.drawImage(image, 0, 0)
        return context.getImageData(0, 0, image.width, image.height)
    }))
    const [a, b] = pixels
    if (a.width !== b.width || a.height !== b.height) return 1
    let differing = 0
    for (let at = 0; at < a.data.length; at += 4) {
        if (Math.abs(a.data[at] - b.data[at]) > far) differing += 1
    }
    return differing / (a.data.length / 4)
}"""


def address_of(picture: bytes) -> str:
    """A picture as an address that a browser can fetch."""
    return f"data:image/png;base64,{base64.b64encode(picture).decode()}"


def small(desk: Page, picture: bytes) -> bytes:
    """A picture shrunk and in grey, as it is kept."""
    return base64.b64decode(desk.evaluate(SHRINK, [address_of(picture), SMALLER]))


def difference(desk: Page, one: bytes, other: bytes) -> float:
    """Share of the pixels that differ visibly; 1 where the sizes do."""
    return float(desk.evaluate(DIFFER, [address_of(one), address_of(other), FAR]))


def kept(name: str) -> Path:
    """Where a picture is kept."""
    return FOLDER / f"{name}.png"


def taking_again() -> bool:
    """Whether pictures are taken anew."""
    return os.environ.get(AGAIN) == "again"
