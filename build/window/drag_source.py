"""A small window that offers files, so that a test can drag them with a real hand.

usage: drag_source.py FILE...

Anything dragged out of it is a text/uri-list of the files, as from a file manager.
"""

import pathlib
import sys

import gi

gi.require_version("Gdk", "3.0")
gi.require_version("Gtk", "3.0")
from gi.repository import Gdk, Gtk  # noqa: E402


def main(paths):
    uris = [pathlib.Path(p).resolve().as_uri() for p in paths]
    window = Gtk.Window(title="Files to drag", default_width=160, default_height=80)
    window.set_decorated(False)
    box = Gtk.EventBox()
    box.add(Gtk.Label(label="drag me"))
    box.drag_source_set(
        Gdk.ModifierType.BUTTON1_MASK,
        [Gtk.TargetEntry.new("text/uri-list", 0, 0)],
        Gdk.DragAction.COPY,
    )
    box.connect("drag-data-get", lambda _w, _c, data, _i, _t: data.set_uris(uris))
    window.add(box)
    window.connect("destroy", Gtk.main_quit)
    window.show_all()
    Gtk.main()


if __name__ == "__main__":
    main(sys.argv[1:])
