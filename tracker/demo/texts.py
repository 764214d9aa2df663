"""What the invented people write. No sentence speaks of a person served."""

from __future__ import annotations

from typing import Final

STRENGTHS: Final = {
    "ADV": (
        "Made room for quiet voices in the planning meeting and waited for their own words.",
        "Knew every option for transport and laid them out without steering.",
        "Spoke up for choice when the team was about to decide for someone.",
        "Explained the grievance process calmly and in plain words.",
    ),
    "PRO": (
        "Closed the door, lowered the radio and kept the talk private.",
        "Notes were done the same day and said only what was needed.",
        "Asked for consultation early instead of carrying it alone.",
        "Stayed calm while the room was loud and gave everyone space.",
    ),
    "MEN": (
        "Shared a short piece of their own story, and stopped in time.",
        "Listened for a long while before saying anything.",
        "Let the group find its own answer and only asked questions.",
        "Showed how to make the phone call, then stepped back.",
    ),
    "REC": (
        "Built the whole plan on strengths that were already there.",
        "Asked 'what would help this week?' and wrote that down.",
        "Used the stages of change to decide what not to push.",
        "Gave three options and said honestly which ones have a wait.",
    ),
}
SEEN: Final = (
    "Open group on a weekday morning, nine people, forty minutes. Opened with the group agreement and kept to time.",
    "Joined a planning meeting by video. The plan used the words of the individual throughout.",
    "Worked the front desk during a busy hour. Greeted by preference, offered water, explained the wait.",
    "Walked through a documentation sample without names. Every entry had purpose, what was done and next step.",
    "Role play of a hard phone call with a colleague. Checked for safety first, then asked what would help.",
    "Team meeting. Brought up a boundary question before it became a problem.",
)
NEXT_STEPS: Final = (
    "Try the opening question on your own next week.",
    "Shorten the summary at the end to one sentence.",
    "Bring one example to our next supervision.",
    "Let a colleague shadow you once this month.",
    "",
    "",
)
EMPLOYEE_COMMENTS: Final = (
    "I do this most days at the center.",
    "I would like to watch someone else do it once more.",
    "I feel sure of the steps and where to find them.",
    "This got easier after the spring training.",
    "I still check the form before I start.",
    "I can explain it; doing it under time pressure is harder.",
)
SUPERVISOR_COMMENTS: Final = (
    "Seen twice this quarter, both times on their own.",
    "Solid in everyday situations; we can look for a harder one together.",
    "We talked it through with two examples.",
    "I would like to see this once more before I say more.",
    "Colleagues come to them with questions about this.",
)
CONVERSATION_COMMENTS: Final = (
    "We looked at two examples from the spring and see it closer now.",
    "Different situations: the group goes well, one-to-one is newer.",
    "We agreed to look at it again after the training day.",
)
SUMMARIES: Final = (
    "Looked at workload and two questions about documentation. Agreed who to ask.",
    "Talked about boundaries in group work and practiced one sentence for it.",
    "Went through goal progress; the next step is booked.",
    "Talked about self-disclosure: what, when, and what for.",
    "Reviewed how to ask for consultation after hours.",
    "Practiced open questions with two made-up situations.",
    "Talked about team communication and how to raise a concern early.",
    "Looked at the trauma-informed checklist for the waiting room.",
)
NOTICED: Final = (
    "Prepared the question in advance.",
    "Named what went well before what did not.",
    "Kept a steady pace this month.",
    "",
)
GOALS: Final = (
    (
        "I want to lead the morning group on my own by spring.",
        "Warm, clear openings that people remember.",
        "I lead three groups in a row and ask for feedback after each.",
        "Co-lead twice, then lead once with a colleague in the room",
        "Watch one group and give feedback the same day",
    ),
    (
        "I want to explain the stages of change without notes.",
        "Finds everyday words for hard ideas.",
        "I teach it to a colleague in ten minutes.",
        "Prepare a one-page explanation with own examples",
        "Set aside half an hour to listen to a teach-back",
    ),
    (
        "I want to finish my notes on the day itself.",
        "Careful with words and with privacy.",
        "Four weeks with all notes done the same day.",
        "Block twenty minutes at the end of each shift",
        "Check two samples a month and say what works",
    ),
    (
        "I want to feel sure about when to ask for consultation.",
        "Asks early and honestly.",
        "I can name the three signs and the phone number without looking.",
        "Write down the three signs and keep them at the desk",
        "Go through two past examples together in supervision",
    ),
)
SUPPORT: Final = ("A short check-in after the first try.", "Time to watch a colleague.", "")
PROUD: Final = (
    "Keeping the Friday group going through the winter.",
    "Learning the new documentation system and helping two colleagues with it.",
    "Speaking at the community meeting for the first time.",
    "",
)
SUPPORT_WANTED: Final = (
    "More notice when the schedule changes.",
    "A short check-in on Mondays.",
    "Tell me sooner when something in my notes is unclear.",
    "Keep asking me what I would do before you say what you would do.",
)
TALK_NOTES: Final = (
    "A good, open talk. We started with what works.",
    "We agree on most of it. Two items stay with both views, and that is fine.",
    "Training in the spring is the next step; the goal is written down.",
)
DISAGREE: Final = (
    "I see my work with groups as steadier than it reads here. I lead one every week and the notes show it.",
    "The level for documentation does not reflect the last three months.",
)
BACK_TO_TALK: Final = "One level still reads differently from what we agreed. I would like to look at it again."
GOAL_CLOSED: Final = "The group moved to another program; we choose a new goal at the next review."
ASSESSOR_TRAINING: Final = "Two-day course for competency assessors, 2025"
QUIZ: Final = "Quiz on duties after orientation"
EVIDENCE_OF_QUIZ: Final = "All questions answered in own words, with the steps of our policy."
QUALIFIED_BY_EXPERIENCE: Final = "Ten years of leading orientation"
WITHDRAWN: Final = "Recorded for the wrong event; it will be verified again."
STATEMENT: Final = (
    "Since this review I have led the group eight times on my own. I would like that to be read together with it."
)
EVENTS: Final = (
    "Tuesday open group",
    "Documentation sample of the month",
    "Teach-back in supervision",
    "Role play at the team day",
    "Planning meeting by video",
)
EVIDENCE: Final = (
    "Did it on their own from start to end, as our steps ask.",
    "Explained it clearly with an example from the work.",
    "Showed it twice without prompting.",
)
EVIDENCE_OF_NEXT_STEP: Final = "Named the steps in order; the last one came with a prompt."
QUALIFIED: Final = (
    "CRSS since 2016; trained as a supervisor of peers",
    "Ten years of peer work; supervisor training 2021",
)
ON_CALL = "555-0100, the duty supervisor (invented)"
EXPECTATIONS = "We begin on time, look at strengths first, and say early when something is hard."
CONFLICT_CHECK = "Family, money and earlier bonds: none found."
ASKED_ABOUT = "I would like to think through a boundary question before Friday's group."
RECOMMENDED = "Read the two pages on dual relationships together before the next group."
TODO_EMPLOYEE = "Try the new opening in Friday's group"
TODO_SUPERVISOR = "Send the date of the next training"
WISHES: Final = (
    "I open the Tuesday group alone now. Could you sit in once this month?",
    "I wrote three plans this week and would like you to read one with me.",
)
WISH_ANSWER: Final = "I come on Tuesday and stay until the end."
OWN_EXAMPLES: Final = (
    "Explained the grievance process at the front desk in plain words, and walked along to the office.",
    "Opened the group with the agreement, kept to time, and closed with a round.",
)
READ_COMMENT: Final = "Thank you, that was a good day."
OTHER_WORDS: Final = "I want to lead the morning group on my own, and the evening one with a colleague."
WHY_OTHER_WORDS: Final = "The morning group goes well already."
