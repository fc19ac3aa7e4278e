import time, pytest
from tests.app.probe import *
from tests.app.world import PERSONAS
pytestmark = pytest.mark.django_db
def test_gen(world, settings):
    settings.ROOT_URLCONF="tests.app.demo_urls"; settings.DEMO=True
    t=time.time()
    KIND={"group":"group","learner":"learner"}
    n=0
    for name,args in patterns().items():
        if name.startswith(("admin:","mfa_")): continue
        own=world.own
        pk=None
        if "pk" in args:
            for key in GUESS:
                if name.startswith(key): pk=own[GUESS[key]]
            if pk is None: print("NO PK", name); continue
        w={"pk":pk,"row":own["row"],"token":"x"}
        row=[]
        try: url=address(world,name,w)
        except Exception as e: print("NOREV",name,e); continue
        for p in PERSONAS:
            s=visit(world,p,"GET",url); n+=1
            row.append(s.kind+("!"+",".join(set(s.wrote)) if s.wrote else "")+(s.error if s.status>=500 else ""))
        print("GET  %-34s"%name, " ".join("%-4s"%r for r in row))
        row=[]
        for p in PERSONAS:
            s=visit(world,p,"POST",url); n+=1
            row.append(s.kind+(s.error if s.status>=500 else ""))
        if set(row)-{"405"}: print("POST %-34s"%name, " ".join("%-4s"%r for r in row))
    print(n, time.time()-t)
GUESS={"common:job":"job","common:job_file":"done_job","structures:invitation":"invitation","structures:membership":"membership","structures:affiliation":"affiliation","desk:learner":"learner","learners:archive":"learner","learners:unlock":"learner","learners:group":"group","accompaniments:":"accompaniment","accompaniments:restore":"cancelled","courses:":"assignment","events:":"action","events:roll":"past_action","events:close":"past_action","forums:":"post","forums:topic":"topic","forums:close":"topic","forums:keep":"answer","forums:hide":"answer","forums:show":"answer","forums:report":"answer","forums:certify":"answer","reporting:":"upload","demo:":"mail"}
