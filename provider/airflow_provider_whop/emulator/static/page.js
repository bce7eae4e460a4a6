// Keeps the page live: asks for the changing part every second and swaps it in when it differs.
const live = document.getElementById("live");
let shown = null;

async function refresh() {
  try {
    const answer = await fetch("/live");
    const html = answer.ok ? await answer.text() : shown;
    if (html !== shown) {
      live.innerHTML = html;
      live.querySelectorAll("ol").forEach((list) => { list.scrollTop = list.scrollHeight; });
      if (shown === null) {
        document.getElementById(decodeURIComponent(location.hash.slice(1)))?.scrollIntoView();
      }
      shown = html;
    }
  } catch {
    // The emulator has stopped; the next try will tell.
  }
  setTimeout(refresh, 1000);
}

refresh();
