"""Tokens that come with activities: right ones, every wrong one, and keys that change."""

import time

import jwt
import pytest
from aiohttp import web

from tests.teams.conftest import Toy
from tests.teams.faults import How
from tests.teams.keys import Odd, Wrong
from tests.teams.standin import TeamsStandin


async def test_a_token_is_signed_as_teams_signs_it(teams: TeamsStandin, toy: Toy) -> None:
    await toy.fetch_keys()
    header = teams.state.keys.header(teams.service_url)

    assert header
    token = header.removeprefix("Bearer ")
    head = jwt.get_unverified_header(token)
    key = toy.keys[head["kid"]]
    options = {"verify_exp": False, "verify_nbf": False}
    claims = jwt.decode(
        token,
        jwt.PyJWK(key).key,
        ["RS256"],
        options=options,  # type: ignore[arg-type]
        audience=teams.app_id,
    )
    assert head == {"alg": "RS256", "typ": "JWT", "kid": head["kid"], "x5t": head["kid"]}
    assert key["endorsements"] == ["msteams", "webchat", "skype"]
    assert claims["iss"] == "https://api.botframework.com"
    assert claims["serviceurl"] == teams.service_url
    assert claims["exp"] - claims["nbf"] == 3600


@pytest.mark.parametrize("how", Wrong)
async def test_a_wrong_token_is_wrong(teams: TeamsStandin, toy: Toy, how: Wrong) -> None:
    activity = teams.activity("Amina", "onboarding", "@Whoknows ask Who?")

    delivery = await teams.raw(activity, how)

    assert delivery.status == 401
    assert toy.heard == []


@pytest.mark.parametrize("how", [None, *Odd])
async def test_a_right_token_is_right_however_odd_it_looks(
    teams: TeamsStandin, toy: Toy, how: Odd | None
) -> None:
    activity = teams.activity("Amina", "onboarding", "@Whoknows ask Who?")

    delivery = await teams.raw(activity, how)

    assert delivery.status == 200
    assert toy.heard == [activity]


async def test_keys_are_exchanged(teams: TeamsStandin, toy: Toy) -> None:
    await teams.say("Amina", "onboarding", "@Whoknows one")
    old = set(toy.keys)
    teams.rotate()
    await teams.say("Amina", "onboarding", "@Whoknows two")
    assert len(set(toy.keys) - old) == 1

    teams.rotate(keeps_old=False, is_published=False)
    await teams.say("Amina", "onboarding", "@Whoknows three")
    assert teams.deliveries[-1].failed == "refused"
    assert not [each for each in toy.keys.values() if "msteams" in each.get("endorsements", [])]

    teams.publish()
    await teams.say("Amina", "onboarding", "@Whoknows four")
    assert [each["text"][-5:].strip() for each in toy.heard] == ["> one", "> two", "four"]


async def test_the_keys_are_slow_or_out_of_reach(teams: TeamsStandin, toy: Toy) -> None:
    teams.fail(How.DROPPED, "openid", times=2)  # clients ask twice
    await teams.say("Amina", "onboarding", "@Whoknows one")
    teams.fail(How.STATUS, "keys", status=503)
    await teams.say("Amina", "onboarding", "@Whoknows two")
    teams.fail(How.SLOW, "keys", delay=0.05)
    began = time.monotonic()
    await teams.say("Amina", "onboarding", "@Whoknows three")

    assert time.monotonic() - began >= 0.05
    assert [each["text"] for each in toy.heard] == ["<at>Whoknows</at> three"]
    assert teams.refusals == []
    assert [(each.what, each.is_planned) for each in teams.calls] == [
        ("openid", True),
        ("openid", True),
        ("openid", False),
        ("keys", True),
        ("openid", False),
        ("keys", False),
    ]


async def test_what_failed_comes_again_and_what_is_refused_does_not(
    teams: TeamsStandin, toy: Toy
) -> None:
    toy.answers += [web.Response(status=502), web.Response(status=502)]
    await teams.say("Amina", "onboarding", "@Whoknows one")
    assert [each.status for each in await teams.retry_due()] == [502]
    assert await teams.retry_due() == []
    toy.clock.push(seconds=31)
    assert [each.status for each in await teams.retry_due()] == [200]

    toy.answers += [web.Response(status=400)]
    await teams.say("Amina", "onboarding", "@Whoknows two")
    toy.clock.push(minutes=5)
    assert await teams.retry_due() == []
    assert len({each["id"] for each in toy.heard}) == 2
