"""Who reaches what: the document to show an auditor. Each cell was decided from "Who reads what" in product.md.

One line says: method, endpoint, the state the review of Ana stands in, the address, and one sign a person. Signs:

    +  gets in          1  is asked to sign in (401)      3  may not do this (403)
    4  may not know     9  may do it, not in this state   (403: may know of it; 404: may not know of it)
       of it (404)         or not by the rules (409)

The people, in the order of the signs. Ana is the owner of every record named here.

    nobody | Ana, colleague | primary, second, backup, clinical oversight |
    former supervisor, somebody else's supervisor, Ana's supervisor's supervisor |
    former staff | HR, administrator, auditor with a grant for Ana's competency report
"""

PEOPLE = (
    *("nobody", "owner", "colleague"),
    *("primary", "second", "backup", "clinical"),
    *("former", "other", "upline"),
    *("left", "hr", "admin", "auditor"),
)

TABLE = """
# Open to everyone: health for machines, the product's files, the ways in. Whoever holds a one-time link may use it.
GET  static                 -  /static/img/icon.svg                       + ++ ++++ +++ + +++
GET  health.alive           -  /healthz                                   + ++ ++++ +++ + +++
GET  health.ready           -  /readyz                                    + ++ ++++ +++ + +++
# Numbers without names, for programs on the machine itself; from elsewhere it is not there.
GET  health.metrics         -  /metrics                                   + ++ ++++ +++ + +++
GET  sign_in.enter          -  /sign-in                                   + ++ ++++ +++ + +++
POST sign_in.enter          -  /sign-in                                   + ++ ++++ +++ + +++
GET  sign_in.link           -  /sign-in/link/{link}                       + ++ ++++ +++ + +++
POST sign_in.link           -  /sign-in/link/{link}                       + ++ ++++ +++ + +++
# Whoever holds a document may ask whether it is genuine; the page names nobody.
GET  verify.ask             -  /verify                                    + ++ ++++ +++ + +++
GET  verify.show            -  /verify/{issued}                           + ++ ++++ +++ + +++
# Whoever asks may be spoken to in another language.
POST language.choose        -  /language                                  + ++ ++++ +++ + +++
# The demo's doors exist in a demo only.
POST sign_in.enter_demo     -  /demo/enter/dana.whitfield                 4 44 4444 444 4 444
GET  components.index       -  /components                                1 44 4444 444 4 444

# One's own: home, help, the lists of competencies, the account.
GET  home.index             -  /                                          1 ++ ++++ +++ + +++
# Only where one's own review waits for somebody else.
POST home.remind            sent /remind                                  1 +9 9999 999 9 999
GET  home.help_page         -  /help                                      1 ++ ++++ +++ + +++
GET  home.who_sees_what     -  /help/who-sees-what                        1 ++ ++++ +++ + +++
GET  home.glossary_page     -  /help/words                                1 ++ ++++ +++ + +++
GET  home.tour              -  /help/tour/1                               1 ++ ++++ +++ + +++
POST home.end_tour          -  /help/tour/end                             1 ++ ++++ +++ + +++
GET  frameworks.index       -  /frameworks/                               1 ++ ++++ +++ + +++
GET  frameworks.show        -  /frameworks/crss/{version}                 1 ++ ++++ +++ + +++
# A blank rating form holds nothing about anybody.
GET  papers.blank           -  /reports/blank/crss                        1 ++ ++++ +++ + +++
GET  papers.blank_pdf       -  /reports/blank/crss.pdf                    1 ++ ++++ +++ + +++
GET  sign_in.account        -  /account                                   1 ++ ++++ +++ + +++
GET  sign_in.change_password - /account/password                          1 ++ ++++ +++ + +++
POST sign_in.change_password - /account/password                          1 ++ ++++ +++ + +++
GET  sign_in.stay           -  /account/stay                              1 ++ ++++ +++ + +++
GET  sign_in.waiting_key    -  /account/waiting-key                       1 ++ ++++ +++ + +++
POST sign_in.leave          -  /sign-out                                  1 ++ ++++ +++ + +++
GET  home.team              -  /team                                      1 33 ++++ +++ 3 333

# Work in the background belongs to whoever asked for it.
GET  jobs.index             -  /jobs/                                     1 ++ ++++ +++ + +++
GET  jobs.show              -  /jobs/{job}                                1 +4 4444 444 4 444
POST jobs.cancel            -  /jobs/{job}/cancel                         1 +4 4444 444 4 444
POST jobs.resume            -  /jobs/{job}/resume                         1 94 4444 444 4 444
GET  reminders.choose       -  /account/reminders                         1 ++ ++++ +++ + +++
POST reminders.choose       -  /account/reminders                         1 ++ ++++ +++ + +++
# The outbox of mail, which names nobody else and no ratings, is the administrator's.
GET  mail.index             -  /mail/                                     1 33 3333 333 3 3+3
GET  mail.show              -  /mail/{mail}                               1 33 3333 333 3 3+3
POST mail.send_again        -  /mail/{mail}/send-again                    1 33 3333 333 3 3+3

# People. The list holds those one may know of. Ana's page shows each reader as much as they may see.
GET  people.index           -  /people/                                   1 33 ++++ +++ 3 +++
GET  people.mine            -  /people/me                                 1 ++ +333 333 + 333
GET  people.show            -  /people/{person}                           1 +4 ++++ +4+ 4 +++
GET  people.new             -  /people/new                                1 33 3333 333 3 ++3
POST people.new             -  /people/new                                1 33 3333 333 3 ++3
GET  people.edit            -  /people/{person}/edit                      1 33 3333 333 3 ++3
POST people.edit            -  /people/{person}/edit                      1 33 3333 333 3 ++3
GET  people.roles           -  /people/{person}/roles                     1 33 3333 333 3 ++3
POST people.roles           -  /people/{person}/roles                     1 33 3333 333 3 ++3
POST people.make_link       -  /people/{person}/link                      1 33 3333 333 3 ++3
GET  people.assign          -  /people/{person}/assignments/new           1 33 3333 333 3 +33
POST people.assign          -  /people/{person}/assignments/new           1 33 3333 333 3 +33
GET  people.end_assignment  -  /assignments/{assignment}/end              1 33 3333 333 3 +33
POST people.end_assignment  -  /assignments/{assignment}/end              1 33 3333 333 3 +33
GET  absences.index         -  /people/{person}/away                      1 33 3333 333 3 +33
POST absences.index         -  /people/{person}/away                      1 33 3333 333 3 +33
GET  absences.change        -  /people/{person}/away/{absence}            1 33 3333 333 3 +33
POST absences.change        -  /people/{person}/away/{absence}            1 33 3333 333 3 +33
POST absences.back          -  /people/{person}/away/{absence}/back       1 33 3333 333 3 +33
GET  people.grant           -  /people/{auditor_id}/grants/new            1 33 3333 333 3 +33
POST people.grant           -  /people/{auditor_id}/grants/new            1 33 3333 333 3 +33
POST people.end_grant       -  /grants/{grant}/end                        1 33 3333 333 3 +33
GET  credentials.new        -  /people/{person}/credentials/new           1 33 3333 333 3 +33
POST credentials.new        -  /people/{person}/credentials/new           1 33 3333 333 3 +33

# Former staff are taken back by whoever keeps their account; slips are for accounts one keeps.
GET  rehiring.rehire        -  /people/{left_id}/rehire                   1 33 3333 333 3 ++3
POST rehiring.rehire        -  /people/{left_id}/rehire                   1 33 3333 333 3 ++3
GET  rehiring.rehire        -  /people/{person}/rehire                    1 33 3333 333 3 993
GET  slips.make             -  /people/slips                              1 33 3333 333 3 ++3
POST slips.make             -  /people/slips                              1 33 3333 333 3 ++3
# Education, experience, job descriptions: Ana and HR write, HR verifies; her supervisor reads.
GET  employment.index       -  /people/{person}/employment                1 +4 +4+4 444 3 +33
GET  employment.new         -  /people/{person}/background/new            1 +4 3333 333 3 +33
POST employment.new         -  /people/{person}/background/new            1 +4 3333 333 3 +33
GET  employment.verify      -  /background/{background}/verify            1 33 3333 333 3 +33
POST employment.verify      -  /background/{background}/verify            1 33 3333 333 3 +33
POST employment.withdraw    -  /background/{background}/withdraw          1 +4 3333 333 3 +33
GET  employment.give        -  /people/{person}/job-descriptions/new      1 33 3333 333 3 +33
POST employment.give        -  /people/{person}/job-descriptions/new      1 33 3333 333 3 +33
GET  employment.description -  /job-descriptions/{description}            1 +4 +4+4 444 3 +33
POST employment.acknowledge -  /job-descriptions/{description}/acknowledge   1 +4 3434 444 3 333
POST employment.withdraw_description - /job-descriptions/{description}/withdraw  1 33 3333 333 3 +33
GET  files.download         -  /files/{description_file}                  1 +4 +4+4 444 4 +33
# Who asked to see Ana's record, and what was handed over: Ana and HR.
GET  record_requests.index  -  /record-requests/                          1 33 3333 333 3 +33
GET  record_requests.new    -  /people/{person}/record-requests/new       1 +4 4444 444 4 +33
POST record_requests.new    -  /people/{person}/record-requests/new       1 +4 4444 444 4 +33
GET  record_requests.show   -  /record-requests/{record_request}          1 +4 4444 444 4 +33
POST record_requests.hand_over - /record-requests/{record_request}/hand-over  1 33 3333 333 3 +33
POST record_requests.take_back - /record-requests/{record_request}/take-back  1 +4 4444 444 4 333
# The survey desk: HR everyone's file, an auditor those a grant names; how we assess names nobody.
GET  survey.desk            -  /survey/                                   1 33 3333 333 3 +3+
GET  survey.sheet           -  /survey/sheet.csv                          1 33 3333 333 3 +3+
POST survey.binder          -  /survey/binder                             1 33 3333 333 3 +33
GET  survey.how_we_assess   -  /survey/how-we-assess                      1 ++ ++++ +++ + +++
GET  survey.how_we_assess_pdf - /survey/how-we-assess.pdf                 1 ++ ++++ +++ + +++

# The trail: each person their own, HR those in its care, the administrator accounts, an auditor as granted.
GET  audit.index            -  /trail/                                    1 33 3333 333 3 ++3
GET  audit.about            -  /people/{person}/trail                     1 +4 4444 444 4 +++

# Starting reviews and seeing where they stand is HR's.
GET  reviews.progress       -  /reviews/                                  1 33 3333 333 3 +33
GET  reviews.start          -  /reviews/start/{person}                    1 33 3333 333 3 +33
POST reviews.start          -  /reviews/start/{person}                    1 33 3333 333 3 +33
# Cycles of reviews are HR's.
# HR prints the reports of many people; the file is for whoever asked, here Ana.
# Sheets are HR's; one that waits is of whoever brought it.
GET  imports.index          -  /imports/                                  1 33 3333 333 3 +33
POST imports.index          -  /imports/                                  1 33 3333 333 3 +33
GET  imports.template       -  /imports/template/people.csv               1 33 3333 333 3 +33
GET  imports.export         -  /imports/export/people.csv                 1 33 3333 333 3 +33
GET  imports.show           -  /imports/{sheet}                           1 33 3333 333 3 +33
POST imports.check          -  /imports/{sheet}/check                     1 33 3333 333 3 +33
GET  imports.refused        -  /imports/{sheet}/refused.csv               1 33 3333 333 3 +33
POST imports.confirm        -  /imports/{sheet}/confirm                   1 33 3333 333 3 933
POST imports.discard        -  /imports/{sheet}/discard                   1 33 3333 333 3 +33
GET  supervision.index      -  /people/supervision                        1 33 3333 333 3 +33
GET  supervision.hand_over  -  /people/{person}/hand-over                 1 33 3333 333 3 +33
POST supervision.hand_over  -  /people/{person}/hand-over                 1 33 3333 333 3 +33
# What was entered from earlier paper is read as the personnel file, and entered by HR.
GET  from_paper.index       -  /people/{person}/from-paper                1 +4 +4+4 444 4 +44
GET  from_paper.enter       -  /people/{person}/from-paper/review         1 33 3333 333 3 +33
POST from_paper.enter       -  /people/{person}/from-paper/review         1 33 3333 333 3 +33
GET  from_paper.withdraw    -  /from-paper/{earlier_paper}/withdraw       1 33 3333 333 3 +33
POST from_paper.withdraw    -  /from-paper/{earlier_paper}/withdraw       1 33 3333 333 3 +33
GET  batches.new            -  /batches/new                               1 33 3333 333 3 +33
POST batches.new            -  /batches/new                               1 33 3333 333 3 +33
GET  batches.take           -  /batches/{job}/file                        1 33 3333 333 3 433
GET  cycles.index           -  /cycles/                                   1 33 3333 333 3 +33
GET  cycles.new             -  /cycles/new                                1 33 3333 333 3 +33
POST cycles.new             -  /cycles/new                                1 33 3333 333 3 +33
GET  cycles.show            -  /cycles/{running}                          1 33 3333 333 3 +33
GET  cycles.edit            -  /cycles/{planned}/edit                     1 33 3333 333 3 +33
POST cycles.edit            -  /cycles/{planned}/edit                     1 33 3333 333 3 +33
GET  cycles.edit            -  /cycles/{running}/edit                     1 33 3333 333 3 933
POST cycles.open_cycle      -  /cycles/{planned}/open                     1 33 3333 333 3 +33
POST cycles.open_cycle      -  /cycles/{running}/open                     1 33 3333 333 3 933
POST cycles.add             -  /cycles/{joining}/people/{person}/add      1 33 3333 333 3 +33
POST cycles.add             -  /cycles/{running}/people/{person}/add      1 33 3333 333 3 933
GET  cycles.extend          -  /cycles/{running}/people/{person}/extend   1 33 3333 333 3 +33
POST cycles.extend          -  /cycles/{running}/people/{person}/extend   1 33 3333 333 3 +33
POST cycles.add_joined      -  /cycles/{running}/add                      1 33 3333 333 3 933
GET  cycles.extend_all      -  /cycles/{running}/extend                   1 33 3333 333 3 +33
POST cycles.extend_all      -  /cycles/{running}/extend                   1 33 3333 333 3 +33
POST cycles.remind          -  /cycles/{running}/remind                   1 33 3333 333 3 +33
POST cycles.remind_one      -  /cycles/{running}/people/{person}/remind   1 33 3333 333 3 +33
GET  cycles.close           -  /cycles/{running}/close                    1 33 3333 333 3 +33
POST cycles.close           -  /cycles/{running}/close                    1 33 3333 333 3 +33
# Alone only the review of someone who has left is closed; Ana works here.
GET  cycles.close_left      -  /cycles/{running}/people/{person}/close    1 33 3333 333 3 933
POST cycles.close_left      -  /cycles/{running}/people/{person}/close    1 33 3333 333 3 933
# Counts of a cycle by program, for HR; names only inside groups that may be shown, and here none may.
GET  organisation.index            -  /organisation/                                 1 33 3333 333 3 +33
GET  organisation.show             -  /organisation/{running}                        1 33 3333 333 3 +33
GET  organisation.show             -  /organisation/{planned}                        1 33 3333 333 3 433
GET  organisation.show_data        -  /organisation/{running}/levels.csv             1 33 3333 333 3 +33
GET  organisation.changes          -  /organisation/{running}/change                 1 33 3333 333 3 +33
GET  organisation.change           -  /organisation/{running}/change/{joining}       1 33 3333 333 3 +33
GET  organisation.change_data      -  /organisation/{running}/change/{joining}.csv   1 33 3333 333 3 +33
GET  organisation.differences      -  /organisation/{running}/differences            1 33 3333 333 3 +33
GET  organisation.differences_data -  /organisation/{running}/differences.csv        1 33 3333 333 3 +33
GET  organisation.training         -  /organisation/{running}/training               1 33 3333 333 3 +33
GET  organisation.training_data    -  /organisation/{running}/training.csv           1 33 3333 333 3 +33
GET  organisation.people           -  /organisation/{running}/people                 1 33 3333 333 3 433
# A review's page. The supervisor's supervisor sees dates, and only once one side has sent.
GET  reviews.show       rating  /reviews/{review}                         1 +4 +4+4 444 4 +33
GET  reviews.show       sent    /reviews/{review}                         1 +4 +4+4 44+ 4 +33
GET  reviews.show       talking /reviews/{review}                         1 +4 +4+4 44+ 4 +33
GET  reviews.show       signing /reviews/{review}                         1 +4 +4+4 44+ 4 +33
GET  reviews.show       ended   /reviews/{review}                         1 +4 +4+4 44+ 4 +33

# Two ended reviews side by side, for whoever reads them whole.
GET  growth.show        ended   /reviews/growth/{person}                  1 +4 +4+4 444 4 +33

# Rating: one's own side. The supervisor's side has one author, who has begun; a backup is told so.
GET  assessments.show   rating  /assessments/{review}                     1 +4 +494 444 3 333
GET  assessments.go_on  rating  /assessments/{review}/next                1 +4 +494 444 3 333
GET  assessments.rate   rating  /assessments/{review}/adv-tasks           1 +4 +494 444 3 333
GET  assessments.rate   rating  /assessments/{review}/adv                 1 44 +494 444 3 333
POST assessments.save_section rating  /assessments/{review}/adv-tasks     1 +4 +494 444 3 333
POST assessments.save_answer  rating  /assessments/{review}/answers/ADV-T01         1 +4 +494 444 3 333
POST assessments.save_answer  talking /assessments/{review}/answers/ADV-T01         1 94 9494 444 3 333
POST assessments.choose       rating  /assessments/{review}/answers/ADV-T01/choose  1 94 9494 444 3 333
POST assessments.mark_rest    rating  /assessments/{review}/adv-tasks/rest          1 94 +494 444 3 333
GET  reviews.send       rating  /reviews/{review}/send                    1 +4 +494 444 3 333
POST reviews.send       rating  /reviews/{review}/send                    1 +4 +494 444 3 333
POST reviews.take_back  sent    /reviews/{review}/take-back               1 +4 9434 443 3 333

# Paper: Ana names who types in for her (here the colleague); that person gets her rating pages, and nobody else does.
GET  typists.show       rating  /assessments/{review}/paper               1 +4 4444 444 3 333
POST typists.name       rating  /assessments/{review}/paper               1 +4 4444 444 3 333
POST typists.end        rating  /assessments/{review}/paper/end           1 94 4444 444 3 333
POST typists.keep_scan  rating  /assessments/{review}/paper/scan          1 +4 4444 444 3 333
GET  paper.overview     -       /paper/{paper}                            1 4+ 4444 444 3 433
POST paper.add_scan     -       /paper/{paper}/scan                       1 4+ 4444 444 3 433
GET  paper.rate         -       /paper/{paper}/adv-tasks                  1 4+ 4444 444 3 433
POST paper.save_section -       /paper/{paper}/adv-tasks                  1 4+ 4444 444 3 433
POST paper.save_answer  -       /paper/{paper}/answers/ADV-T01            1 4+ 4444 444 3 433
POST paper.choose       -       /paper/{paper}/answers/ADV-T01/choose     1 49 4444 444 3 433

# A practice is its author's alone: nobody else reaches a page of it, and each finds their own at one address.
GET  assessments.show   -       /assessments/{practice}                   1 +4 4444 444 3 333
GET  assessments.rate   -       /assessments/{practice}/adv-tasks         1 +4 4444 444 3 333
POST assessments.save_answer  - /assessments/{practice}/answers/ADV-T01   1 +4 4444 444 3 333
GET  reviews.show       -       /reviews/{practice}                       1 44 4444 444 4 433
GET  reviews.send       -       /reviews/{practice}/send                  1 44 4444 444 3 333
GET  practice.show      -       /practice/                                1 ++ ++++ +++ 3 333
POST practice.start     -       /practice/                                1 ++ ++++ +++ 3 333
POST practice.delete    -       /practice/delete                          1 99 9999 999 3 333

# In an open review the one who rates opens what the employee has sent, and then reads it. Nobody else does.
POST reviews.open_ratings   sent    /reviews/{review}/employee-ratings/open    1 94 9494 443 3 333
POST reviews.open_ratings   opened  /reviews/{review}/employee-ratings/open    1 94 9494 443 3 333
GET  reviews.employee_ratings sent   /reviews/{review}/employee-ratings   1 44 4444 444 3 333
GET  reviews.employee_ratings opened /reviews/{review}/employee-ratings   1 44 +494 444 3 333
GET  reviews.employee_ratings talking /reviews/{review}/employee-ratings  1 44 4444 444 3 333

# The conversation is closed to all until both have sent; then it is between the two sides. HR never takes part.
GET  conversations.show sent    /reviews/{review}/conversation            1 44 4444 444 3 333
GET  conversations.show talking /reviews/{review}/conversation            1 +4 +4+4 444 3 333
GET  conversations.item talking /reviews/{review}/conversation/ADV-T01    1 +4 +4+4 444 3 333
POST conversations.describe talking /reviews/{review}/conversation        1 +4 +4+4 443 3 333
POST conversations.comment  talking /reviews/{review}/conversation/ADV-T01           1 +4 +4+4 443 3 333
POST conversations.settle   talking /reviews/{review}/conversation/ADV-T01/differ    1 +4 +4+4 443 3 333
POST conversations.settle_alike talking /reviews/{review}/conversation/alike         1 +4 +4+4 443 3 333
POST conversations.settle   ended   /reviews/{review}/conversation/ADV-T01/differ    1 94 9494 443 3 333

# The guide through the conversation is for the two sides, and once both have sent.
GET  papers.guide       sent    /reports/guide/{person}                   1 94 9494 444 3 333
GET  papers.guide       talking /reports/guide/{person}                   1 +4 +4+4 444 3 333
GET  papers.guide_pdf   sent    /reports/guide/{person}.pdf               1 94 9494 444 3 333
GET  papers.guide_pdf   talking /reports/guide/{person}.pdf               1 +4 +4+4 444 3 333

# Signing is for the two sides; while the author of the ratings supervises, nobody signs in their place.
GET  signing.show       signing /reviews/{review}/sign                    1 +4 +494 443 4 333
POST signing.sign       signing /reviews/{review}/sign                    1 +4 +494 443 4 333
GET  signing.show       talking /reviews/{review}/sign                    1 94 9494 443 4 333
POST reviews.return_to_conversation signing /reviews/{review}/return      1 +4 +4+4 443 3 333
POST reviews.return_to_conversation ended   /reviews/{review}/return      1 94 9494 443 3 333
GET  reviews.signed_content signing /reviews/{review}/signed-content      1 +4 +4+4 444 4 433
GET  reviews.signed_content ended   /reviews/{review}/signed-content      1 +4 +4+4 444 4 433
# Not signing is the employee's own choice; HR records it after the days to read, a supervisor never.
GET  ending.decline     signing /reviews/{review}/decline                 1 +4 9494 443 4 333
POST ending.decline     signing /reviews/{review}/decline                 1 +4 9494 443 4 333
POST ending.decline     talking /reviews/{review}/decline                 1 94 9494 443 4 333
GET  ending.offered     signing /reviews/{review}/offered                 1 33 3333 333 3 +33
POST ending.offered     signing /reviews/{review}/offered                 1 33 3333 333 3 +33
POST ending.offered     ended   /reviews/{review}/offered                 1 33 3333 333 3 933
GET  ending.not_available signing /reviews/{review}/not-available         1 33 3333 333 3 +33
POST ending.not_available signing /reviews/{review}/not-available         1 33 3333 333 3 +33
GET  holidays.index     -       /holidays/                                1 33 3333 333 3 ++3
POST holidays.index     -       /holidays/                                1 33 3333 333 3 ++3
POST holidays.remove    -       /holidays/2026-12-25/remove               1 33 3333 333 3 993
# Signing on paper: the two sides print the sheet; HR records the signature with its scan, never one of the sides.
GET  papers.signing_sheet signing /reports/signing-sheet/{review}.pdf     1 +4 +4+4 443 4 333
GET  on_paper.record    signing /reviews/{review}/on-paper                1 33 3333 333 3 +33
POST on_paper.record    signing /reviews/{review}/on-paper                1 33 3333 333 3 +33
GET  on_paper.record    talking /reviews/{review}/on-paper                1 33 3333 333 3 933
GET  on_paper.record    ended   /reviews/{review}/on-paper                1 33 3333 333 3 933
# Only the person a part is about adds a statement to it.
GET  statements.index   -     /statements/                              1 ++ +333 333 + 333
GET  statements.new     ended   /statements/review/{review}/new           1 +4 3333 333 4 333
POST statements.new     ended   /statements/review/{review}/new           1 +4 3333 333 4 333

# Either signer asks for an amendment; HR opens it, never on their own record. Each corrects their own ratings, and
# nobody those of another: a backup is told so. What nobody sent is taken over by whoever supervises.
GET  amendments.ask         ended   /reviews/{review}/amendment           1 +4 +434 444 3 333
POST amendments.ask         ended   /reviews/{review}/amendment           1 +4 +434 444 3 333
GET  amendments.ask         talking /reviews/{review}/amendment           1 94 9494 444 3 333
GET  amendments.decide      asked   /reviews/{review}/amendment/decide    1 33 3333 333 3 +33
POST amendments.decide      asked   /reviews/{review}/amendment/decide    1 33 3333 333 3 +33
GET  amendments.decide      ended   /reviews/{review}/amendment/decide    1 33 3333 333 3 933
GET  amendments.correct     amending /reviews/{review}/conversation/ADV-T01/correct  1 +4 +494 443 3 333
POST amendments.correct     amending /reviews/{review}/conversation/ADV-T01/correct  1 +4 +494 443 3 333
GET  amendments.correct     talking /reviews/{review}/conversation/ADV-T01/correct   1 94 9494 443 3 333
POST amendments.take_over   rating  /reviews/{review}/take-over           1 34 94+4 444 3 333
POST amendments.take_over   sent    /reviews/{review}/take-over           1 34 94+4 443 3 333
POST amendments.hold        talking /reviews/{review}/conversation/hold   1 34 9494 443 3 333

# Made in error: a review by HR, an observation or an entry by its writer or HR.
GET  voiding.new            ended   /void/review/{review}                 1 33 3434 443 3 +33
POST voiding.new            ended   /void/review/{review}                 1 33 3434 443 3 +33
GET  voiding.new            -       /void/observation/{observation}       1 33 +434 444 3 +33
POST voiding.new            -       /void/observation/{observation}       1 33 +434 444 3 +33
GET  voiding.new            -       /void/observation/{draft}             1 33 9444 444 3 433
GET  voiding.new            -       /void/attendance/{attendance}         1 33 +434 444 3 +33
POST voiding.new            -       /void/attendance/{attendance}         1 33 +434 444 3 +33

# The competency report: before the end a page that says so; second supervisors read the verification sheet instead.
GET  reports.show           talking /reports/competency/{person}          1 +4 +4+4 444 4 +3+
GET  reports.show           ended   /reports/competency/{person}          1 +4 +4+4 444 4 +3+
GET  reports.as_pdf         talking /reports/competency/{person}.pdf      1 94 9494 444 4 939
GET  reports.as_pdf         ended   /reports/competency/{person}.pdf      1 +4 +4+4 444 4 +3+
GET  reports.as_data        talking /reports/competency/{person}.json     1 94 9494 444 4 939
GET  reports.as_data        ended   /reports/competency/{person}.xlsx     1 +4 +4+4 444 4 +3+
# The log and the hours: whole for Ana, who supervises and rates her, and HR; what they wrote for second and former
# supervisors; what stands in signed months for former staff about themselves, and for an auditor whose grant says so.
GET  reports.show           -       /reports/log/{person}                 1 +4 ++++ +44 4 +34
GET  reports.as_pdf         -       /reports/log/{person}.pdf             1 +4 ++++ +44 4 +34
GET  reports.as_data        -       /reports/log/{person}.csv             1 +4 ++++ +44 4 +34
GET  reports.show           -       /reports/hours/{person}               1 +4 +4+4 444 4 +34
GET  reports.as_pdf         -       /reports/hours/{person}.pdf           1 +4 +4+4 444 4 +34
GET  reports.as_data        -       /reports/hours/{person}.json          1 +4 +4+4 444 4 +34
# The verification sheet also for second supervisors and clinical oversight; it names no rating and no goal.
GET  reports.show           -       /reports/verification/{person}        1 +4 ++++ 444 4 +34
GET  reports.as_pdf         -       /reports/verification/{person}.pdf    1 +4 ++++ 444 4 +34
GET  reports.as_data        -       /reports/verification/{person}.csv    1 +4 ++++ 444 4 +34
# The plan, credentials and what the file holds: for Ana, who supervises and rates her, HR, and an auditor as granted.
GET  reports.show           -       /reports/plan/{person}                1 +4 +4+4 444 4 +34
GET  reports.as_pdf         -       /reports/plan/{person}.pdf            1 +4 +4+4 444 4 +34
GET  reports.as_data        -       /reports/plan/{person}.json           1 +4 +4+4 444 4 +34
GET  reports.show           -       /reports/credentials/{person}         1 +4 +4+4 444 4 +34
GET  reports.as_pdf         -       /reports/credentials/{person}.pdf     1 +4 +4+4 444 4 +34
GET  reports.as_data        -       /reports/credentials/{person}.xlsx    1 +4 +4+4 444 4 +34
GET  reports.show           -       /reports/file/{person}                1 +4 +4+4 444 4 +34
GET  reports.as_pdf         -       /reports/file/{person}.pdf            1 +4 +4+4 444 4 +34
GET  reports.as_data        -       /reports/file/{person}.json           1 +4 +4+4 444 4 +34
# The whole record: for Ana, and for HR as far as HR reads.
GET  reports.show           -       /reports/record/{person}              1 +4 4444 444 4 +34
GET  reports.as_pdf         -       /reports/record/{person}.pdf          1 +4 4444 444 4 +34
GET  reports.as_data        -       /reports/record/{person}.json         1 +4 4444 444 4 +34
# The summary of a cycle that was opened: for whoever keeps cycles.
GET  reports.show           -       /reports/organisation/{running}       1 33 3333 333 3 +33
GET  reports.show           -       /reports/organisation/{planned}       1 33 3333 333 3 433
GET  reports.as_pdf         -       /reports/organisation/{running}.pdf   1 33 3333 333 3 +33
GET  reports.as_data        -       /reports/organisation/{running}.csv   1 33 3333 333 3 +33
GET  reports.issued         -       /reports/issued/{issued_log}          1 +4 +4+4 444 4 +34
GET  reports.issued         -       /reports/issued/{issued}              1 +4 +4+4 444 4 +3+

# A scan kept with a review: whoever reads both ratings reads it too.
GET  files.download         -  /files/{scan}                              1 +4 +4+4 444 4 433
GET  files.download         -  /files/{scan_of_ended}                     1 +4 +4+4 444 4 +33

# Credentials and training: the person, the primary or backup supervisor, and HR; nobody confirms their own.
GET  training.index         -  /people/{person}/training                  1 +4 +4+4 444 3 +33
GET  training.new           -  /people/{person}/training/new              1 +4 +4+4 444 3 +33
POST training.new           -  /people/{person}/training/new              1 +4 +4+4 444 3 +33
GET  training.show          -  /training/{training}                       1 +4 +4+4 444 3 +33
POST training.keep_certificate - /training/{training}/certificate         1 +4 +4+4 444 3 +33
POST training.confirm       -  /training/{training}/confirm               1 33 +4+4 444 3 +33
POST training.take_back     -  /training/{confirmed}/take-back            1 33 +4+4 444 3 +33
POST training.remove        -  /training/{training}/remove                1 +4 +4+4 444 3 +33
POST training.remove        -  /training/{confirmed}/remove               1 94 9494 444 3 933
GET  files.download         -  /files/{certificate}                       1 +4 +4+4 444 4 +33
GET  credentials.check      -  /credentials/{credential}/check            1 33 3333 333 3 +33
POST credentials.check      -  /credentials/{credential}/check            1 33 3333 333 3 +33
# What credentials ask for is a setting.
GET  training_targets.index -  /training-targets/                         1 33 3333 333 3 ++3
GET  training_targets.new   -  /training-targets/new                      1 33 3333 333 3 ++3
POST training_targets.new   -  /training-targets/new                      1 33 3333 333 3 ++3
GET  training_targets.edit  -  /training-targets/{target}                 1 33 3333 333 3 ++3
POST training_targets.edit  -  /training-targets/{target}                 1 33 3333 333 3 ++3
POST training_targets.remove - /training-targets/{target}/remove          1 33 3333 333 3 ++3

# Observations by Dana. Second supervisors and clinical oversight read those they wrote, and may write.
GET  observations.index     -  /people/{person}/observations              1 +4 ++++ +44 3 +33
GET  observations.new       -  /people/{person}/observations/new          1 33 ++++ 343 3 333
POST observations.new       -  /people/{person}/observations/new          1 33 ++++ 343 3 333
GET  observations.show      -  /observations/{observation}                1 +4 +4+4 444 3 +33
# A draft is its writer's alone.
GET  observations.show      -  /observations/{draft}                      1 44 +444 444 3 433
POST observations.share     -  /observations/{draft}/share                1 33 +444 444 3 333
# Its time goes into the log: once, and by its writer.
POST observations.log       -  /observations/{observation}/log            1 33 +444 444 3 333
POST observations.acknowledge - /observations/{observation}/acknowledge   1 +4 3333 333 3 333
# Ana asks to have her work noticed: whoever supervises and rates her reads it and answers.
GET  observation_requests.new      - /notice-my-work                      1 ++ +333 333 3 333
POST observation_requests.new      - /notice-my-work                      1 ++ +333 333 3 333
GET  observation_requests.show     - /observation-requests/{request}      1 +4 +4+4 444 3 433
POST observation_requests.answer   - /observation-requests/{request}/answer   1 33 +4+4 444 3 333
POST observation_requests.withdraw - /observation-requests/{request}/withdraw 1 +4 4333 333 3 333
# Examples of Ana's own: hers alone until she shares one.
GET  examples.index         -  /people/{person}/examples                  1 +4 ++++ +44 3 +33
GET  examples.new           -  /examples/new                              1 ++ +333 333 3 333
POST examples.new           -  /examples/new                              1 ++ +333 333 3 333
GET  examples.show          -  /examples/{example}                        1 +4 4444 444 3 433
GET  examples.show          -  /examples/{shared_example}                 1 +4 +4+4 444 3 +33
GET  examples.edit          -  /examples/{example}/edit                   1 +4 4333 333 3 333
POST examples.edit          -  /examples/{example}/edit                   1 +4 4333 333 3 333
GET  examples.edit          -  /examples/{shared_example}/edit            1 94 4333 333 3 333
POST examples.share         -  /examples/{example}/share                  1 +4 4333 333 3 333
POST examples.delete        -  /examples/{example}/delete                 1 +4 4333 333 3 333

# Goals are made by Ana and whoever supervises her. HR reads those both have agreed.
GET  goals.index            -  /people/{person}/goals                     1 +4 ++++ +44 3 +33
GET  goals.new              -  /people/{person}/goals/new                 1 +4 +3+3 343 3 333
POST goals.new              -  /people/{person}/goals/new                 1 +4 +3+3 343 3 333
GET  goals.show             -  /goals/{goal}                              1 +4 +4+4 444 3 +33
GET  goals.show             -  /goals/{proposal}                          1 +4 +4+4 444 3 433
POST goals.agree            -  /goals/{proposal}/agree                    1 +4 9494 444 3 333
POST goals.note             -  /goals/{goal}/notes                        1 +4 +4+4 444 3 333
GET  goals.revise           -  /goals/{goal}/revise                       1 +4 +4+4 444 3 333
POST goals.revise           -  /goals/{goal}/revise                       1 +4 +4+4 444 3 333
# Ana proposed the other words, so her own agreement is not what they wait for.
POST goals.agree_wording    -  /goals/{wording}/agree                     1 94 +4+4 444 3 333
POST goals.decline_wording  -  /goals/{wording}/decline                   1 +4 +4+4 444 3 333
GET  review_goals.carry     talking /reviews/{talking}/conversation/goals/{goal}/carry   1 +4 +4+4 443 3 333
POST review_goals.carry     talking /reviews/{talking}/conversation/goals/{goal}/carry   1 +4 +4+4 443 3 333
GET  review_goals.carry     ended   /reviews/{ended}/conversation/goals/{goal}/carry     1 94 9494 443 3 333
POST goals.finish_step      -  /goals/{step}/done                         1 +4 9494 444 3 333
POST goals.close            -  /goals/{goal}/close                        1 +4 +4+4 444 3 333

# The supervision and consultation log. Only Ana confirms that she attended.
GET  consultations.index    -  /people/{person}/log                       1 +4 ++++ +44 3 +33
GET  consultations.new      -  /log/new                                   1 33 ++++ +++ 3 333
POST consultations.new      -  /log/new                                   1 33 ++++ +++ 3 333
POST consultations.discard_draft signing /log/drafts/{log_draft}/discard  1 33 +444 444 3 333
POST consultations.write_part - /log/{entry}/parts/{person}               1 33 +434 444 3 333
POST consultations.close_follow_up - /log/follow-ups/{follow_up}/done     1 +4 4444 444 3 433
GET  consultations.show     -  /log/{entry}                               1 +4 +4+4 444 3 +33
POST consultations.confirm  -  /log/{entry}/confirm                       1 +4 9333 333 3 333

# What the employer sets: HR and the administrator. The logo stands on every document, so whoever is signed in sees it.
GET  settings.index         -  /settings/                                 1 33 3333 333 3 ++3
POST settings.name          -  /settings/name                             1 33 3333 333 3 ++3
POST settings.place         -  /settings/place                            1 33 3333 333 3 ++3
POST settings.hours         -  /settings/hours                            1 33 3333 333 3 ++3
POST settings.people        -  /settings/people                           1 33 3333 333 3 ++3
POST settings.logo          -  /settings/logo                             1 33 3333 333 3 ++3
POST settings.remove_logo   -  /settings/logo/remove                      1 33 3333 333 3 993
GET  settings.picture       -  /settings/logo/{logo}.png                  1 ++ ++++ +++ + +++
GET  settings.text          -  /settings/texts/consent                    1 33 3333 333 3 ++3
POST settings.text          -  /settings/texts/consent                    1 33 3333 333 3 ++3

# What the log counts and names: HR and the administrator.
GET  log_settings.index     -  /log-settings/                             1 33 3333 333 3 ++3
POST log_settings.index     -  /log-settings/                             1 33 3333 333 3 ++3
GET  log_settings.counting  -  /log-settings/counting                     1 33 3333 333 3 ++3
POST log_settings.counting  -  /log-settings/counting                     1 33 3333 333 3 ++3
GET  log_settings.topics    -  /log-settings/topics                       1 33 3333 333 3 ++3
POST log_settings.topics    -  /log-settings/topics                       1 33 3333 333 3 ++3
GET  log_settings.topic     -  /log-settings/topics/ethics                1 33 3333 333 3 ++3
POST log_settings.topic     -  /log-settings/topics/ethics                1 33 3333 333 3 ++3
POST log_settings.end_topic -  /log-settings/topics/ethics/end            1 33 3333 333 3 ++3

# An agreement between Ana and Dana, signed by both; only supervisors write one, only the two sides sign it.
GET  agreements.new         -  /people/{person}/agreements/new            1 33 ++++ 344 3 333
POST agreements.new         -  /people/{person}/agreements/new            1 33 ++++ 344 3 333
GET  agreements.show        -  /agreements/{agreement}                    1 +4 +4+4 444 3 +33
GET  agreements.show        -  /agreements/{unsigned}                     1 +4 +4+4 444 3 433
GET  agreements.copy        -  /agreements/{agreement}/copy               1 +4 +4+4 444 3 +33
GET  agreements.sign        -  /agreements/{unsigned}/sign                1 +4 +434 444 3 333
POST agreements.sign        -  /agreements/{unsigned}/sign                1 +4 +434 444 3 333
# Asking for supervision is everyone's own; whoever supervises and rates Ana answers.
GET  agreements.ask         -  /supervision/ask                           1 ++ +333 333 3 333
POST agreements.ask         -  /supervision/ask                           1 ++ +333 333 3 333
GET  agreements.request_page - /supervision/requests/{supervision_request}            1 +4 +4+4 444 3 433
POST agreements.answer      -  /supervision/requests/{supervision_request}/answer     1 33 +4+4 444 3 333
POST agreements.withdraw    -  /supervision/requests/{supervision_request}/withdraw   1 +4 3333 333 3 333

# Months: each side signs; those who read the log read them; former staff read their own signed ones.
GET  months.index           -  /people/{person}/months                    1 +4 ++++ +44 4 +33
GET  months.show            -  {month}                                    1 +4 +4+4 444 4 +33
POST months.read            -  {month}/read                               1 +4 +434 444 4 333
GET  months.sign            -  /months/sign                               1 ++ ++++ +++ + 333
POST months.sign            -  /months/sign                               1 99 9999 999 9 333
GET  months.copy            -  /months/{month_copy}                       1 +4 +4+4 444 4 +33
POST months.ask             -  /months/{month_copy}/ask                   1 +4 +434 444 4 333
POST months.reopen          -  /months/{month_copy}/reopen                1 33 3333 333 3 933
POST months.refuse          -  /months/{month_copy}/refuse                1 33 3333 333 3 933

# Hours: Ana, whoever supervises and rates her, and HR, who keeps work periods. Targets are settings.
GET  hours.show             -  /people/{person}/hours                     1 +4 +4+4 444 3 +33
GET  hours.new_period       -  /people/{person}/work-periods/new          1 33 3333 333 3 +33
POST hours.new_period       -  /people/{person}/work-periods/new          1 33 3333 333 3 +33
GET  hours.end_period       -  /work-periods/{period}/end                 1 33 3333 333 3 +33
POST hours.end_period       -  /work-periods/{period}/end                 1 33 3333 333 3 +33
POST hours.take_back_period -  /work-periods/{period}/take-back           1 33 3333 333 3 +33
GET  hours.targets          -  /targets/                                  1 33 3333 333 3 ++3
GET  hours.new_set          -  /targets/new                               1 33 3333 333 3 ++3
POST hours.new_set          -  /targets/new                               1 33 3333 333 3 ++3
GET  hours.edit_set         -  /targets/crss                              1 33 3333 333 3 ++3
POST hours.edit_set         -  /targets/crss                              1 33 3333 333 3 ++3
POST hours.end_set          -  /targets/crss/end                          1 33 3333 333 3 ++3

# Verifications. The sheet is also for second supervisors and clinical oversight, who may verify; the maker withdraws.
GET  verifications.index    -  /people/{person}/verifications             1 +4 ++++ +44 3 +33
GET  verifications.new      -  /people/{person}/verifications/new         1 34 ++++ 343 3 333
POST verifications.new      -  /people/{person}/verifications/new         1 34 ++++ 343 3 333
GET  verifications.show     -  /verifications/{verification}              1 +4 ++++ 444 3 +33
POST verifications.withdraw -  /verifications/{verification}/withdraw     1 94 +999 444 3 333
POST verifications.sentences - /people/{person}/verifications/sentences   1 34 ++++ 343 3 333

# What a job requires: HR sets it, the administrator reads it. HR appoints assessors.
GET  requirements.index     -  /requirements/                             1 33 3333 333 3 ++3
GET  requirements.job       -  /requirements/job                          1 33 3333 333 3 ++3
POST requirements.change    -  /requirements/job                          1 33 3333 333 3 +33
GET  assessors.index        -  /assessors/                                1 33 3333 333 3 +33
GET  assessors.new          -  /assessors/new                             1 33 3333 333 3 +33
POST assessors.new          -  /assessors/new                             1 33 3333 333 3 +33
POST assessors.end          -  /assessors/{appointment}/end               1 33 3333 333 3 +33

# Removal for privacy: HR asks, another one in HR or an administrator decides; the person reads what was done.
GET  removals.index         -  /removals/                                 1 33 3333 333 3 ++3
GET  removals.ask           ended /people/{person}/removals/new           1 33 3333 333 3 +33
POST removals.ask           ended /people/{person}/removals/new           1 33 3333 333 3 +33
GET  removals.show          ended /removals/{removal}                     1 44 4444 444 4 ++3
GET  removals.show          ended /removals/{removed}                     1 +4 4444 444 4 ++3
POST removals.carry_out     ended /removals/{removal}/carry-out           1 33 3333 333 3 3+3
POST removals.refuse        ended /removals/{removal}/refuse              1 33 3333 333 3 3+3
"""

# What a POST sends where an empty form would be answered before the rule is asked.
FORMS = {
    "language.choose": {"language": "es", "back": "/"},
    "reviews.send": {"knows_of_unanswered": "y"},
    "paper.save_answer": {"answer-ADV-T01": "3", "revision-ADV-T01": "1"},
    "assessments.save_answer": {"answer-ADV-T01": "3", "revision-ADV-T01": "1"},
    "reviews.return_to_conversation": {"reason": "A figure is wrong."},
    "amendments.ask": {"reason": "A figure is wrong."},
    "amendments.correct": {"answer": "2", "basis": "saw"},
    "voiding.new": {"reason": "Another person was meant."},
    "removals.refuse": {"why": "It names nobody."},
    "observation_requests.answer": {"answer": "I come on Tuesday."},
    "verifications.withdraw": {"reason": "Another person was meant."},
    "consultations.write_part": {"own_part": "For one alone."},
    "months.ask": {"reason": "A meeting is missing."},
    "months.refuse": {"reason": "It is right."},
    "agreements.answer": {"text": "Tomorrow at nine."},
    "conversations.describe": {"present": "Ana, Dana"},
}
