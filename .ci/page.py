"""What a reader does with the pages in a folder, and what must come of it. The pictures that it leaves there are for people."""

import pathlib
import sys

from chromium import Page

page = Page(sys.argv[1])
folder = pathlib.Path(sys.argv[2]).resolve()
checks = 0

SELECTED = "document.querySelector('.card.now h3').textContent.trim()"
RULE = "getComputedStyle(document.querySelector('.rule')).borderTopColor"
WORD = "[...document.querySelectorAll('.rule .word')].filter(word => word.checkVisibility()).map(word => word.textContent).join()"
SPOKEN = "document.querySelector('#spoken').textContent"
COUNT = "document.querySelector('.count').textContent"
RED, GREEN = "rgb(179, 32, 42)", "rgb(26, 110, 53)"


def same(seen, expected, what):
    global checks
    checks += 1
    if seen != expected:
        sys.exit(f"{what}:\n  expected {expected!r}\n  seen     {seen!r}")


def holds(seen, what):
    same(bool(seen), True, what)


def open_page(name, hash="", **look):
    page.look(**look)
    page.open((folder / f"{name}.html").as_uri() + hash)


def silent(name):
    same(page.complaints, [], f"{name}: the console is silent")
    same([url for url in page.requests if not url.startswith("file://")], [], f"{name}: nothing is fetched")
    same(len(page.requests), 1, f"{name}: one file is all")


def text_alternative(name):
    told = page.value("document.querySelector('#terminal').textContent")
    same(told, (folder / f"{name}.txt").read_text(encoding="utf-8"), f"{name}: the text alternative is the terminal's story")


def keys():
    open_page("lost-order", prefers_color_scheme="light")
    text_alternative("lost-order")
    same(page.value(SELECTED), "Before the first event", "at first no event is selected")
    same(page.value("document.querySelectorAll('.row.later').length"), 0, "at first all of the run is in sight")
    same(page.value(WORD), "○ not broken so far", "the rule is not broken before the first event")
    last = page.value("document.querySelectorAll('.row').length")
    for event in range(1, last + 1):
        page.press("n")
        same(page.value(COUNT), f"{event} of {last}", "n goes on by one event")
        same(page.value("document.querySelectorAll('.card.now, .tick.now, .band.now').length"), 3, "one event is selected")
        same(page.value("document.querySelectorAll('.row.later').length"), last - event, "what comes later is pale")
        is_last = event == last
        same(page.value(RULE), RED if is_last else GREEN, f"the colour of the rule at event {event}")
        same(page.value(WORD), "✗ BROKEN" if is_last else "○ not broken so far", f"the word for the rule at event {event}")
        holds(page.value(SPOKEN).startswith(f"Event {event} of {last}, step "), "the event is read aloud")
    same(page.value(SELECTED), "After step 8", "the rule breaks after the last step")
    page.press("n", "ArrowRight", "ArrowDown")
    same(page.value(COUNT), f"{last} of {last}", "nothing comes after the last event")
    page.press("p")
    same((page.value(COUNT), page.value(RULE)), (f"{last - 1} of {last}", GREEN), "p goes back, and the rule with it")
    for key, count in [("ArrowLeft", last - 2), ("ArrowUp", last - 3), ("ArrowRight", last - 2), ("ArrowDown", last - 1), ("Home", 0),
                       ("p", 0), ("End", last), ("Home", 0), ("N", 1)]:
        page.press(key)
        same(page.value(COUNT), f"{count} of {last}", f"the key {key}")
    silent("lost-order")


def state():
    open_page("lost-order")
    page.press(*"nnnn")
    marked = "[...document.querySelectorAll('.card.now .changed')].map(row => row.innerText.replace(/\\s+/g, ' ')).join()"
    same(page.value(marked), "carts cart-1 ● changed lines: 2 status: open → submitted", "the state with what changed in words")
    same(page.value("document.querySelector('.card.now .place').textContent"), "at exercises/02-lost-or-ghost/src/lib.rs:44",
         "where the gate stands")
    page.press("n")
    same(page.value("document.querySelectorAll('.card.now .changed').length"), 0, "a crash changes nothing that is stored")
    holds("CRASH" in page.value("document.querySelector('.card.now .alarm').textContent"), "the fault is named")


def clicks():
    open_page("lost-order")
    for selector, event in [('.band[data-at="5"]', 5), ('.tick[data-at="3"]', 3), ('[data-go="next"]', 4), ('[data-go="back"]', 3),
                            ('[data-go="last"]', 9), ('[data-go="first"]', 0), (".jump a", 5)]:
        page.click(selector)
        same(page.value(COUNT), f"{event} of 9", f"a click on {selector}")
    page.press("ArrowRight")
    same(page.value(COUNT), "6 of 9", "after a click the keys go on from there")
    open_page("lost-order", "#step-4")
    same(page.value(COUNT), "4 of 9", "a link to an event")
    silent("lost-order")


def focus():
    open_page("lost-order")
    reached = []
    for _ in range(12):
        page.press("Tab")
        reached.append(page.value("(document.activeElement.dataset.go ?? document.activeElement.tagName).toLowerCase()"))
        if reached[-1] != "body":
            same(page.value("getComputedStyle(document.activeElement).outlineStyle"), "solid", f"the focus shows on {reached[-1]}")
    for part in ["first", "back", "next", "last", "a", "figure", "summary"]:
        holds(part in reached, f"the Tab key reaches {part}: {reached}")
    page.value("document.querySelector('[data-go=next]').focus()")
    page.press("Enter", "Enter")
    same(page.value(COUNT), "2 of 9", "Enter presses a button")
    nodes = page.call("Accessibility.getFullAXTree")["nodes"]
    roles = {(node["role"]["value"], node.get("name", {}).get("value", "").strip()) for node in nodes if not node["ignored"]}
    for role, name in [("navigation", "Step through the run"), ("button", "Next"), ("heading", "a customer submits a cart once"),
                       ("rowheader", "submits m1")]:
        alike = sorted(own for kind, own in roles if kind == role)
        holds(name in alike, f"a screen reader finds the {role} {name}, not only {alike}")
    holds(any(role == "status" for role, _ in roles), "a screen reader is told of each step")


def long_run():
    open_page("long-run", height=700)
    text_alternative("long-run")
    band = "(() => { const box = document.querySelector('.band.now').getBoundingClientRect(); return [box.top, box.bottom]; })()"
    for key in ["End", "p", "p", "Home"] + ["n"] * 30:
        page.press(key)
        if page.value(COUNT).startswith("0 "):
            continue
        top, bottom = page.value(band)
        under = page.value("document.querySelector('.diagram .lanes').getBoundingClientRect().bottom")
        holds(top >= under - 1 and bottom <= 700, f"the selected event is in sight: {top} to {bottom}, the names end at {under}")


def typed():
    paths = sorted(folder.glob("nasty-*.html"))
    holds(len(paths) > 1, "there are pages with texts that try to break out")
    for path in paths:
        open_page(path.stem)
        text_alternative(path.stem)
        page.press("Tab", *"nnn", "End", "p", "Home")
        same(page.value("document.querySelectorAll('img, iframe, script:not(:last-child), [onload], [onerror], [onfocus]').length"), 0,
             f"{path.stem}: no markup of strangers")
        silent(path.stem)


def policy():
    open_page("lost-order")
    page.value("""(() => {
        const trusted = trustedTypes.createPolicy("strange", { createScript: (text) => text });
        const script = document.createElement("script");
        script.text = trusted.createScript("window.strange = 1");
        document.body.append(script);
        try { document.body.innerHTML += "<b>"; window.strange = 2; } catch { }
        const style = document.createElement("style");
        style.textContent = "body { display: none }";
        document.head.append(style);
        const picture = new Image();
        picture.src = "https://example.org/x.png";
    })()""")
    same(page.value("window.strange"), None, "no other script runs, and no text becomes markup")
    same(page.value("getComputedStyle(document.body).display"), "block", "no other style counts")
    for refused in ["inline script", "TrustedHTML", "inline style", "https://example.org/x.png"]:
        holds(any(refused in complaint for complaint in page.complaints), f"the browser refuses {refused}: {page.complaints}")


def without_a_story():
    for name, verdict in [("missed", "MISSED"), ("holds", "HOLDS")]:
        open_page(name)
        text_alternative(name)
        same(page.value("document.querySelector('.badge').textContent"), verdict, "the verdict")
        page.press("n", "End")
        silent(name)


def without_script():
    page.call("Emulation.setScriptExecutionDisabled", value=True)
    open_page("lost-order")
    page.picture(folder / "without-script.png")
    nodes = page.call("Accessibility.getFullAXTree")["nodes"]
    headings = [node["name"]["value"] for node in nodes if node["role"]["value"] == "heading"]
    for heading in ["Before the first event", "Step 4 carts 1 → carts", "After step 8"]:
        holds(heading in headings, f"without the script {heading} is there to read: {headings}")
    same([node["name"]["value"] for node in nodes if node["role"]["value"] == "button"], [], "and no button that does nothing")
    page.call("Emulation.setScriptExecutionDisabled", value=False)


def on_paper():
    open_page("lost-order")
    page.press(*"nnn")
    page.call("Emulation.setEmulatedMedia", media="print")
    shown = "[...document.querySelectorAll('.card')].filter(card => card.checkVisibility()).length"
    same(page.value(shown), 10, "all events are on paper, whichever was selected")
    same(page.value("document.querySelector('nav').checkVisibility()"), False, "no buttons on paper")
    same(page.value(WORD), "✗ BROKEN", "how it ends is on paper")
    page.call("Emulation.setEmulatedMedia", media="")
    page.print(folder / "on-paper.pdf")


def pictures():
    for name, look in [("light", {"prefers_color_scheme": "light"}), ("dark", {"prefers_color_scheme": "dark"}),
                       ("narrow", {"width": 400, "height": 850})]:
        open_page("lost-order", **look)
        page.press("End" if name == "dark" else "n", "p" if name == "dark" else "n", "n")
        width = page.value("document.documentElement.scrollWidth - innerWidth")
        holds(width <= 0, f"{name}: nothing stands out at the side")
        page.picture(folder / f"{name}.png")


for step in [keys, state, clicks, focus, long_run, typed, policy, without_a_story, without_script, on_paper, pictures]:
    step()
page.close()
print(f"ok       {checks} checks of the page in a browser; pictures in {folder.name}")
