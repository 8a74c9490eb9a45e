"""What we say in Teams: the same few messages for exact cards, for Node's check, for pictures."""

from datetime import UTC, datetime

from adapters.teams.writing import Ways
from bot.messages import (
    Bullets,
    Button,
    Buttons,
    Code,
    Form,
    Heading,
    Input,
    InputKind,
    Link,
    Message,
    Paragraph,
    Quote,
    Quoted,
    Strong,
    Text,
    When,
    Where,
    Who,
)

TENANT = "teams:b6f1c0de-0000-4000-8000-000000000001"
AMINA = f"{TENANT}/a1f1c0de-0000-4000-8000-0000000000a1"
BRUNO = f"{TENANT}/b2f1c0de-0000-4000-8000-0000000000b2"
CHEN = f"{TENANT}/c3f1c0de-0000-4000-8000-0000000000c3"
PILOT = f"{TENANT}/19:pilot@thread.tacv2"
THREAD = f"{PILOT}/1795424400000"
ADDRESS = "https://teams.microsoft.com/l/message/19%3Apilot%40thread.tacv2/1795424400000?groupId=g"
MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
PEOPLE = {AMINA: "Amina Diallo", BRUNO: "Bruno Conti"}
WAYS = Ways(
    name_of=PEOPLE.get,
    place_name={PILOT: "onboarding"}.get,
    permalink={THREAD: ADDRESS}.get,
)

QUESTION: Message = (
    Paragraph((Who(AMINA), Text(" asks:"))),
    Quote(
        "How do *other* teams run onboarding?\n\n- Like [this](http://a.example), <at>Bruno</at>?"
    ),
    Paragraph(
        (
            Text("Do you know, or know who does? Answer in this thread. "),
            Strong("💡 on an answer"),
            Text(" says that it helped."),
        )
    ),
    Buttons(
        (
            Button("Answer", f"answer {THREAD}", is_main=True),
            Button("Follow", f"follow {THREAD}"),
            Button("Not me", f"notme {THREAD}"),
        )
    ),
)

HELD: Message = (
    Paragraph((Text("Before your question goes out: this may have been answered already."),)),
    Paragraph((Strong("A first week with *buddies*"),)),
    Quote("Pair every newcomer with a buddy for the first month; meet on Mondays and Thursdays."),
    Paragraph(
        (
            Who(BRUNO),
            Text(" in "),
            Where(PILOT),
            Text(", "),
            When(MONDAY),
            Text(" · "),
            Link("go [there]", THREAD),
        )
    ),
    Buttons((Button("This solved it", "taken q a", is_main=True), Button("Pass on", "pass a"))),
    Paragraph(
        (
            Text("If none of this helps, your question is posted in 60 seconds. "),
            Code("/ask <words>"),
        )
    ),
    Buttons((Button("Post now", "post q"), Button("Don’t post", "withdraw q"))),
)

DIGEST: Message = (
    Heading((Text("The week of "), Strong("onboarding"))),
    Paragraph((Text("Who can help?"),)),
    Bullets(
        (
            (Link("How do others\nstart?", THREAD), Text(" (2 days)")),
            (Quoted("Which <tool>?\n• none"), Text(" (1 day)")),
        )
    ),
    Heading((Text("Thanks to "), Who(AMINA))),
    Paragraph((Text("12 questions, 9 answered."),)),
)

HOME: Message = (
    *DIGEST,
    Buttons((Button("Ask", "ask", is_main=True), Button("Share an example", "share"))),
)

ASK_FORM = Form(
    "Ask your colleagues",
    "Ask",
    "ask",
    (
        Input(
            "text", "Question", InputKind.TEXT, "Who <knows>?", "One is enough", is_required=True
        ),
        Input("link", "Link", longest=200),
        Input("named", "Named?", InputKind.CHOICE, "no", choices=(("yes", "Yes"), ("no", "No"))),
        Input("to", "To whom?", InputKind.PERSON, BRUNO, is_required=True),
    ),
)
