"""Opens a report in headless Chromium, at two widths, light and dark, and looks for faults.

A fault is a console message, a request for anything but the page itself, horizontal scrolling, a picture
that does not show, or a table that does not sort. Usage: check_report.py CHROMIUM REPORT [SCREENSHOT_FOLDER]
"""

import base64
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time

WIDTHS = (1280, 390)
TIMEOUT = 60

LAYOUT = """({
  scroll: document.documentElement.scrollWidth, client: document.documentElement.clientWidth,
  broken: [...document.images].filter(i => !(i.complete && i.naturalWidth)).length,
  unlabelled: [...document.images].filter(i => !i.alt).length,
  sections: document.querySelectorAll("h2").length,
})"""

# Sorts every column of every sortable table both ways; gives the titles of those out of order.
SORTING = """[...document.querySelectorAll("table.sortable")].flatMap(table =>
  [...table.tHead.rows[0].cells].flatMap((head, column) =>
    ["ascending", "descending"].flatMap((direction, turn) => {
      head.querySelector("button").click();
      const cells = [...table.tBodies[0].rows].map(row => row.cells[column]);
      const filled = cells.filter(cell => cell.textContent !== "");
      const keys = filled.map(cell => cell.dataset.order === undefined
        ? cell.textContent : Number(cell.dataset.order));
      const isSorted = keys.every((key, n) => n === 0 || (turn ? -1 : 1) *
        (typeof key === "number" && typeof keys[n - 1] === "number"
          ? keys[n - 1] - key : String(keys[n - 1]).localeCompare(String(key))) <= 0);
      const emptyLast = cells.slice(0, filled.length).every(cell => cell.textContent !== "");
      const isSaid = head.getAttribute("aria-sort") === direction;
      return isSorted && emptyLast && isSaid ? [] : [head.textContent + " " + direction];
    })))"""


class Browser:
    """Chromium, driven by the DevTools protocol over a pair of pipes."""

    def __init__(self, program, profile):
        to_browser, self.commands = os.pipe()
        self.replies, from_browser = os.pipe()
        # The browser reads commands from 3 and writes replies to 4.
        script = f'exec "$0" "$@" 3<&{to_browser} 4>&{from_browser}'
        self.process = subprocess.Popen(
            ["bash", "-c", script, program, "--headless=new", "--no-sandbox", "--disable-gpu",
             "--disable-dev-shm-usage", "--disable-background-networking", "--no-first-run",
             f"--user-data-dir={profile}", "--remote-debugging-pipe", "about:blank"],
            pass_fds=(to_browser, from_browser), stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(to_browser)
        os.close(from_browser)
        os.set_blocking(self.replies, False)
        self.buffer = b""
        self.number = 0
        self.events = []
        self.session = None
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.call(f"{domain}.enable")

    def call(self, method, **parameters):
        self.number += 1
        message = {"id": self.number, "method": method, "params": parameters}
        if self.session:
            message["sessionId"] = self.session
        os.write(self.commands, json.dumps(message).encode() + b"\0")
        reply = self.wait(lambda message: message.get("id") == self.number, method)
        if "error" in reply:
            raise RuntimeError(f"{method}: {reply['error'].get('message')}")
        return reply.get("result", {})

    def wait(self, is_wanted, what):
        """The next message of a kind; all others are kept as events."""
        end = time.monotonic() + TIMEOUT
        while time.monotonic() < end:
            while b"\0" in self.buffer:
                text, self.buffer = self.buffer.split(b"\0", 1)
                message = json.loads(text)
                if is_wanted(message):
                    return message
                self.events.append(message)
            try:
                self.buffer += os.read(self.replies, 1 << 20)
            except BlockingIOError:
                if self.process.poll() is not None:
                    raise RuntimeError(f"the browser ended with status {self.process.returncode}")
                time.sleep(0.01)
        raise RuntimeError(f"no answer to {what} in {TIMEOUT} s")

    def evaluate(self, expression):
        result = self.call("Runtime.evaluate", expression=expression, returnByValue=True)
        if "exceptionDetails" in result:
            raise RuntimeError(result["exceptionDetails"].get("text"))
        return result["result"].get("value")

    def close(self):
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def check(browser, report, width, scheme, screenshots):
    """Faults of the page at one width and in one colour scheme."""
    browser.events.clear()
    browser.call("Emulation.setDeviceMetricsOverride", width=width, height=900,
                 deviceScaleFactor=1, mobile=width < 500)
    browser.call("Emulation.setEmulatedMedia",
                 features=[{"name": "prefers-color-scheme", "value": scheme}])
    address = report.resolve().as_uri()
    browser.call("Page.navigate", url=address)
    browser.wait(lambda message: message.get("method") == "Page.loadEventFired", "loading")
    # Pictures are decoded when they come into view.
    browser.evaluate("document.images.length && [...document.images].map(i => i.loading = 'eager')")
    end = time.monotonic() + 20
    while (layout := browser.evaluate(LAYOUT))["broken"] and time.monotonic() < end:
        time.sleep(0.1)
    faults = []
    if layout["scroll"] > layout["client"]:
        faults.append(f"scrolls sideways: {layout['scroll']} px on {layout['client']} px")
    if layout["broken"]:
        faults.append(f"{layout['broken']} pictures do not show")
    if layout["unlabelled"]:
        faults.append(f"{layout['unlabelled']} pictures have no description")
    if layout["sections"] < 2:
        faults.append("the page has no sections")
    if screenshots:
        # From the top: a whole page of a large run would be too long a picture.
        picture = browser.call("Page.captureScreenshot", captureBeyondViewport=True, clip={
            "x": 0, "y": 0, "width": width, "height": 2600, "scale": 1})
        path = pathlib.Path(screenshots) / f"report-{width}-{scheme}.png"
        path.write_bytes(base64.b64decode(picture["data"]))
    faults += [f"column not sorted: {title}" for title in browser.evaluate(SORTING)]
    for event in browser.events:
        method, values = event.get("method"), event.get("params", {})
        if method == "Runtime.consoleAPICalled":
            faults.append(f"console: {values['type']} {values['args']}")
        elif method == "Runtime.exceptionThrown":
            faults.append(f"console: {values['exceptionDetails'].get('text')}")
        elif method == "Log.entryAdded":
            faults.append(f"console: {values['entry'].get('text')}")
        elif method == "Network.requestWillBeSent":
            url = values["request"]["url"]
            if url != address and not url.startswith("data:"):
                faults.append(f"requests {url}")
    return [f"{width} px, {scheme}: {fault}" for fault in faults]


def main():
    program, report = sys.argv[1], pathlib.Path(sys.argv[2])
    screenshots = sys.argv[3] if len(sys.argv) > 3 else None
    faults = []
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        browser = Browser(program, profile)
        try:
            for width in WIDTHS:
                for scheme in ("light", "dark"):
                    faults += check(browser, report, width, scheme, screenshots)
        except RuntimeError as error:
            faults.append(str(error))
        finally:
            browser.close()
    for fault in faults:
        print(f"error: {report}: {fault}", file=sys.stderr)
    print(f"report opened at {' and '.join(map(str, WIDTHS))} px, {len(faults)} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
