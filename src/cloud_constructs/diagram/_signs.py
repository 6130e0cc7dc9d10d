"""The signs of parts, 20 by 20, drawn in white lines on the colour of their category."""

from __future__ import annotations

from typing import Final

SIGNS: Final = {
    "api": "M7,6 L3,10 L7,14 M13,6 L17,10 L13,14 M11,4 L9,16",
    "bolt": "M11,3 L5,11 H10 L9,17 L15,9 H10 Z",
    "bucket": "M3.5,6 C3.5,3.6 16.5,3.6 16.5,6 C16.5,8.4 3.5,8.4 3.5,6"
    " L6,16 C6.4,17.4 13.6,17.4 14,16 L16.5,6",
    "clock": "M10,3 A7,7 0 1 1 9.99,3 M10,6 V10 L13,12",
    "cylinder": "M4,5.5 C4,2.8 16,2.8 16,5.5 C16,8.2 4,8.2 4,5.5 V14.5 C4,17.2 16,17.2 16,14.5 V5.5"
    " M4,10 C4,12.7 16,12.7 16,10",
    "function": "M5,4 H7.2 C8.2,4 8.6,4.6 9,5.5 L14,16 H16 M9.6,8.5 L5,16",
    "globe": "M10,3 A7,7 0 1 1 9.99,3 M3,10 H17 M10,3 C5.5,7 5.5,13 10,17 C14.5,13 14.5,7 10,3",
    "lock": "M5,9 H15 V16.5 H5 Z M7,9 V6.5 C7,2.5 13,2.5 13,6.5 V9",
    "person": "M10,3.5 A3,3 0 1 1 9.99,3.5 M4,16.5 C4,10.5 16,10.5 16,16.5 Z",
    "queue": "M3,6 H8 V14 H3 Z M8,6 H13 V14 M13,14 H8 M13,6 H17 V14 H13",
    "shield": "M10,3 L16,5 V10 C16,13.5 13.5,15.8 10,17 C6.5,15.8 4,13.5 4,10 V5 Z",
    "steps": "M3,4 H8 V8 H3 Z M12,12 H17 V16 H12 Z M5.5,8 V14 H12",
    "topic": "M4,10 H8 M8,10 L15,4.5 M8,10 H16 M8,10 L15,15.5",
}
