"""Who is this key, and what may it do? A conversation that only reads, for a connection test."""

from __future__ import annotations

from airflow_provider_whop.api.channels import list_chat_channels
from airflow_provider_whop.api.conversation import Ask
from airflow_provider_whop.api.errors import WhopForbidden, WhopRefused, WhopUnauthorized
from airflow_provider_whop.api.identity import (
    CHAT_PERMISSIONS,
    Account,
    list_permissions,
    retrieve_own_account,
    retrieve_own_user,
)
from airflow_provider_whop.api.printable import shortened
from airflow_provider_whop.api.wire import Steps


def check_up(company_id: str | None, ask: Ask) -> Steps[str]:
    """
    Tell in one sentence which company the key reaches and which chat permissions it lacks.

    :raises WhopError: with the sentence to show, when the key is refused or reaches nothing.
    """
    account = yield from _own_account(ask)
    company = company_id or (account.id if account else None)
    if company is None:
        return (yield from _as_user(ask))
    title = shortened(account.title or "") if account and account.id == company else None
    return (yield from _rights(company, f"{title} ({company})" if title else company, ask))


def _own_account(ask: Ask) -> Steps[Account | None]:
    """Ask for the key's company; keys of other kinds, or without that right, are refused here and good elsewhere."""
    try:
        return (yield from ask(retrieve_own_account()))
    except WhopUnauthorized:
        raise
    except WhopRefused:
        return None


def _as_user(ask: Ask) -> Steps[str]:
    try:
        me = yield from ask(retrieve_own_user())
    except WhopUnauthorized:
        raise
    except WhopRefused:
        return "Whop knows this key; set company_id to see what it may do there."
    return f"Connected as user {shortened(me.username or me.id)}; set company_id to see what the key may do there."


def _rights(company: str, called: str, ask: Ask) -> Steps[str]:
    try:
        missing = (yield from ask(list_permissions(company))).missing
    except WhopUnauthorized:
        raise
    except WhopRefused:
        yield from ask(list_chat_channels(company, first=1))
        return f"Connected to {called}; which permissions the key has, Whop does not tell."
    if set(missing) >= set(CHAT_PERMISSIONS):
        raise WhopForbidden(
            f"Whop knows this key, but it has no chat permission on {called}: check company_id, and add "
            f"{', '.join(CHAT_PERMISSIONS)} to the key.",
            missing=missing,
        )
    lacking = f"; the key lacks {', '.join(missing)}" if missing else ", with all chat permissions"
    return f"Connected to {called}{lacking}."
