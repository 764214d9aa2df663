def test_smoke(world, visit):
    assert world.ana
    page = visit(world.hr).get("/survey/")
    assert page.says("Ana Ruiz")
    visit(world.hr).get("/survey/how-we-assess")
    visit(world.hr).get("/survey/?whom=random&seed=4711&size=1")
    visit(world.hr).get("/people/")
    visit(world.hr).get(f"/people/{world.ana.id}")
    visit(world.ana).get("/")
    visit(world.ana).get(f"/people/{world.ana.id}")
    visit(world.ana).get(f"/people/{world.ana.id}/employment")
    visit(world.hr).get("/")
    visit(world.ana).get(f"/people/{world.ana.id}/record-requests/new")
    visit(world.hr).get("/people/slips")
