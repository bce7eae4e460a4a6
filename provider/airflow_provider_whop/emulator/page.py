"""The page for people: channels and support inbox, live, and a form to write as somebody. Local visitors only."""

from __future__ import annotations

from pathlib import Path
from secrets import compare_digest
from typing import Annotated

from fastapi import APIRouter, Depends, Form, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse
from fastapi.templating import Jinja2Templates

from airflow_provider_whop.emulator import posting
from airflow_provider_whop.emulator.door import is_from_here
from airflow_provider_whop.emulator.records import Person, Room
from airflow_provider_whop.emulator.refusals import Refused
from airflow_provider_whop.emulator.routes.support_channels import opened
from airflow_provider_whop.emulator.world import World

HERE = Path(__file__).parent
STATIC = HERE / "static"
POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
SHOWN = 50
SHOWN_TEXT = 2000
LONGEST = 10_000

templates = Jinja2Templates(directory=HERE / "templates")


async def _from_here(request: Request) -> None:
    """Keep the page among ourselves even where the API is for others too."""
    if not is_from_here(request.headers, request.app.state.host):
        raise HTTPException(403, "This page is for visitors from this machine")


router = APIRouter(dependencies=[Depends(_from_here)])


@router.get("/", response_class=HTMLResponse)
async def show(request: Request) -> HTMLResponse:
    """Show the whole page."""
    return _html(request, "page.html")


@router.get("/live", response_class=HTMLResponse)
async def live(request: Request) -> HTMLResponse:
    """Show the part that changes."""
    return _html(request, "live.html")


@router.post("/write")
async def write(
    request: Request,
    token: Annotated[str, Form()],
    author: Annotated[str, Form()],
    text: Annotated[str, Form(max_length=LONGEST)],
    channel: Annotated[str, Form()] = "",
) -> RedirectResponse:
    """Post as a member into a channel, or as a customer into one's support conversation."""
    if not compare_digest(token.encode(), request.app.state.token.encode()):
        raise HTTPException(403, "The form is out of date; load the page again")
    world: World = request.app.state.world
    person = world.person(author)
    if person is None or person.id in _team(world):
        raise HTTPException(404, "No member or customer has this name; the team writes by its key")
    posting.new_post(world, _room(world, person, channel), person, text)
    return RedirectResponse("/", 303)


def _room(world: World, person: Person, channel: str) -> Room:
    if not channel:
        return opened(world, next(iter(world.companies.values())), person)
    room = world.room(channel)
    if room is None or not (room.kind == "chat" or room.customer is person):
        raise Refused(404, "not_found", "The channel was not found")
    return room


def _html(request: Request, template: str) -> HTMLResponse:
    world: World = request.app.state.world
    rooms = sorted(world.rooms.values(), key=lambda room: room.last_message_at or room.created_at, reverse=True)
    team = _team(world)
    seen = {
        "token": request.app.state.token,
        "chat": sorted((room for room in rooms if room.kind == "chat"), key=lambda room: room.name or ""),
        "support": [room for room in rooms if room.kind == "support"][:SHOWN],
        "direct": [room for room in rooms if room.kind == "dm"][:SHOWN],
        "people": [person for person in world.people.values() if person.id not in team],
        "team": team,
        "files": world.files,
        "shown": SHOWN,
        "shown_text": SHOWN_TEXT,
    }
    return templates.TemplateResponse(request, template, seen, headers={"Content-Security-Policy": POLICY})


def _team(world: World) -> set[str]:
    return {key.author.id for key in world.keys.values()}
