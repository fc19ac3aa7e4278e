var HalteEngine=b=>{const {actions, options, goal={}}=b
const isText=v=>typeof v=='string'
const isList=Array.isArray
const many=v=>isList(v)?v:[v]
const every=(o={}, f)=>Object.keys(o).every(k=>f(k, o[k]))
const split=a=>isText(a)?[a]:Object.entries(a)[0]
const plain=t=>isText(t)?t.normalize('NFD').toLowerCase().replace(/\p{M}/gu, '').replace(/œ/g, 'oe'):''
const words=t=>plain(t).split(/[^\p{L}\p{N}]+/u).filter(w=>w)
const sorted=t=>words(t).sort().join()
const digits=t=>isText(t)?t.replace(/[^0-9]/g, ''):''
const size=v=>isText(v)||isList(v)?[...v].length:+v
const filled=v=>isText(v)?!!sorted(v):isList(v)?!!v[0]:v !== false
const has=v=>t=>isList(v)?v.includes(t):!!sorted(t)&&words(t).every(w=>words(v).includes(w))
const tests={filled: (v, o)=>filled(v)==o,has: (v, o)=>many(o).every(has(v)),lacks: (v, o)=>!many(o).some(has(v)),like: (v, o)=>sorted(v)&&sorted(v)==sorted(o),digits: (v, o)=>digits(v)&&digits(v)==digits(o),min: (v, o)=>size(v)>=o,max: (v, o)=>size(v)<=o}
const resolve=(v, state, chosen)=>isText(v)&&v[0]=='$'?v=='$value'?chosen:state[v.slice(1)]:v
const progress=(wanted, {path})=>path.reduce((n, a)=>n+(split(a)[0]==wanted[n]), 0)
const holds=(p, state)=>every(p, (name, wanted)=>{const value=state[name], real=v=>isList(v)?v.map(real):resolve(v, state)
return name=='any'?wanted.some(one=>holds(one, state))
: name=='did'?progress(wanted, state)==wanted.length
: isList(wanted)||typeof wanted!='object'?many(real(wanted)).includes(value)
: every(wanted, (op, o)=>tests[op](value, real(o)))})
const start=()=>({...b.start, path: []})
const ended=state=>holds(goal.ends, state)
const find=(list, id)=>(options[list]||[]).find(o=>o.id === id)
const optionOf=(slot, id)=>(b.lists[slot]||[]).map(list=>find(list, id)).find(o=>o)
const chosenIn=(state, slot)=>optionOf(slot, state[slot])||{}
const allowed=(rule, state)=>every(rule.only_for, (slot, flag)=>chosenIn(state, slot)[flag])
const listed=({is_in, not_in}, state, v) =>
!(is_in&&!state[is_in].includes(v)||not_in&&state[not_in].includes(v))
const apply=(state, action)=>{const [name, value]=split(action), {back}=b.screens[state.screen], path=[...state.path, action]
if (name=='back'&&!value) return back?{...state, screen: back, path}:state
const rule=actions[name]||{}, {takes}=rule, secret=takes=='secret'
const option=find(takes, value), chosen=secret||value
const good=!takes?value==null:takes=='text'?isText(value)&&size(value)<=500
: secret?value!=null&&filled(value):option&&!option.full
if (!good||!many(rule.at).includes(state.screen)||!allowed(rule, state)||!holds(rule.needs, state) ||
!listed(rule, state, chosen)) return state
const after={...state, path}
if (secret) path[path.length - 1]={[name]: true}
for (const effect of ['set', 'add', 'remove', 'toggle']) {for (const slot in rule[effect]) {const v=resolve(rule[effect][slot], state, chosen), list=after[slot]
after[slot]=effect=='set'?v
: !list.includes(v)?effect=='remove'?list:[...list, v]
: effect=='add'?list:list.filter(x=>x !== v)}}
if (option&&option.goes) after.screen=option.goes
return after}
const screen=state=>{const {title, title_of, title_by, titles, back, show}=b.screens[state.screen]
const widgets=show.map(({if: condition, slots, slot, by, of, ...widget})=>{const {kind, action}=widget, rule=action?actions[action]:{}
if (!rule||!holds(condition, state)||!allowed(rule, state)) return
const ready=holds(rule.needs, state), {takes}=rule, held=state[rule.into]
let shown=action
if (kind=='button') return {...widget, ready}
if (kind=='input') widget.value=takes=='secret'?'':held
if (kind=='choices') {widget.options=(options[takes]||[]).filter(o=>listed(rule, state, o.id))
.map(o=>({...o, chosen: many(held).includes(o.id)}))
shown=widget.options[0]}
if (slots) {widget.rows=slots.map(slot=>({slot, label: b.slots[slot]||'',text: many(state[slot]).map(v=>(optionOf(slot, v)||{label: v}).label).join(', ')})).filter(row=>row.text)
shown=widget.rows[0]}
if (slot) widget.text=chosenIn(state, slot).says
if (by) widget.key+='_'+state[by]
if (widget.key) widget.text=b.says[widget.key]
if (of) widget.address=of.map(slot=>chosenIn(state, slot).address).find(a=>a)||(b.site||{}).address||''
return ready&&(shown||widget.text)&&widget}).filter(w=>w)
const words=title_of?chosenIn(state, title_of).label:title_by?titles[state[title_by]]:title
return {screen: state.screen, title: words||'', back: !!back, widgets}}
const simulator=log=>{const {slips=[], trap}=b, {steps}=goal, met=new Set(), first=start()
const meets=state=>slips.map((_, i)=>i).filter(i=>holds(slips[i].when, state))
let state=first, slip_texts=[]
for (const action of log) {if (ended(state)) break
const before=meets(state)
state=apply(state, action)
slip_texts=meets(state).filter(i=>!before.includes(i))
slip_texts.forEach(i=>met.add(i))}
const over=ended(state), trapped=!!trap&&holds(trap.when, state)
const reached=steps.filter(({when})=>holds(when, state)&&(over||!holds(when, first))).map(step=>step.id)
return {reached, score: reached.length, max: steps.length, slips: met.size, slip_texts, trapped, ended: over, state}}
const bare=(t, {exact})=>{t=t.replace(/’/g, "'").replace(/\u2011/g, '-').trim()
return exact?t:plain(t).replace(/\s/g, '')}
const question=value=>{const {type, child=type, answer, parts}=b, ids=list=>list.map(o=>o.id)
let chosen=[...new Set(value==null?[]:many(value))], score=0, right, max
if (parts) {chosen=ids(parts).filter(id=>(value||{})[id])
right=ids(parts.filter(p=>p.answer.some(a=>bare(a, p)==bare((value||{})[p.id]||'', p))))
max=parts.length} else if (child=='order') {right=answer.filter((x, i)=>chosen[i]==x)
max=answer.length * (answer.length - 1) / 2
chosen.map((x, i)=>chosen.slice(i).map(y=>{ score+=answer.indexOf(x)<answer.indexOf(y) }))} else {right=ids(options.filter(o=>o.right))
max=right.length}
const reached=right.filter(id=>chosen.includes(id)), slip_texts=chosen.filter(id=>!right.includes(id))
const slips=slip_texts.length
if (child!='order') score=Math.max(0, reached.length - (parts?0:slips))
return {reached, score, max, slips, slip_texts, trapped: false, ended: true}}
const grade=value=>{const outcome=actions?simulator(value||[]):question(value), {score, max, trapped, ended}=outcome
return {...outcome, kind: trapped?'trapped':!score||!ended?'retry':score==max?'success':'partial'}}
const way=first=>{const key=state=>JSON.stringify([Object.keys(state).map(k=>k=='path'||(isList(state[k])?[...state[k]].sort():state[k])),b.dids.map(wanted=>progress(wanted, state))])
const seen=new Set([key(first)]), queue=[first]
let best, most=-1
for (const state of queue) {if (seen.size>1999) break
if (ended(state)) {const met=goal.steps.filter(step=>holds(step.when, state)).length
if (met>most) [best, most]=[state, met]
if (met==goal.steps.length) break} else {const undo=Object.keys(actions).flatMap(name=>{const {remove, toggle, into}=actions[name], held=state[into]
return [name, ...((remove||toggle)&&isList(held)?held:[]).map(v=>({[name]: v}))]})
for (const action of [...b.solution, ...undo, 'back']) {const after=apply(state, action), name=key(after)
if (!seen.has(name)) {seen.add(name)
queue.push(after)}}}}
return best?best.path.slice(first.path.length):[]}
return {start, apply, screen, grade, way, split}}
var HaltePlayer=({b, w, parts: review}, engine)=>{const when=(t, html)=>t?html:''
const esc=t=>(t+'').replace(/[&<>"]/g, c=>'&#'+c.charCodeAt()+';')
const br=t=>esc(t).replace(/\n/g, '<br>')
const icon=name=>`<svg class="i" aria-hidden="true"><use href="#i-${name}"/></svg>`
const own=name=>{const {takes, set}=b.actions[name]
return takes=='secret'||set&&set.screen}
const draw=({title, back, widgets}, frame={})=>{const hl=({action}, o)=>when(frame.action==action&&(!o||frame.option==o.id), ' hl')
const go=({action}, o)=>`name="do" value="a.${action}${when(o, ':'+(o||0).id)}"`
const box=x=>`class="field${hl(x)}" name="in.${x.action}"`
const each=(x, html)=>x.options.map(html).join('')
const list=x=>'<ul class="inbox">'+each(x, o =>
`<li><button class="${when(o.chosen, 'seen')}${hl(x, o)}" ${go(x, o)}${when(o.full, ' aria-disabled="true"')}>` +when(x.options.some(o=>o.says), `<span class="ava" aria-hidden="true">${esc(o.label[0])}</span>`) +`<span class="grow"><b>${br(o.label)}</b>`+when(o.address, `<span class="small url">${esc(o.address)}</span>`) +when(o.note, `<span class="small">${esc(o.note)}</span>`)+when(o.full, `<span class="small">${w.full}</span>`) +when(o.chosen, `<span class="vh">${w.chosen}</span>`)+'</span></button></li>')+'</ul>'
const tick=x=>'<div class="parts">'+each(x, o =>
`<button class="part${hl(x, o)}" ${go(x, o)} aria-pressed="${!!o.chosen}"><span>${br(o.label)}</span>${icon(x.as=='parts'?'flag':'tick')}</button>`)+'</div>'
const text=x=>`<p>${br(x.text)}</p>`
const kinds={text, body: text,button: x=>`<button class="btn${hl(x)}" ${go(x)}>${esc(x.label)}</button>`,sound: x=>`<p class="says" id="say-${x.key}">${br(x.text)}</p><button class="btn say" type="button" data-say="say-${x.key}">${icon('say')}${w.listen}</button>`,values: x=>'<dl class="kv">'+x.rows.map(r=>`<div><dt>${esc(r.label)}</dt><dd>${br(r.text)}</dd></div>`).join('')+'</dl>',address: x=>`<p class="url row">${icon('lock')}<span>${esc(x.address)}</span></p>`,address_bar: x=>`<button class="part url${hl(x)}" ${go(x)}><span>${esc(x.address)}</span>${icon('eye')}</button>`,choices: x=>`<label>${esc(x.label)}<select ${box(x)}><option value=""></option>` +each(x, o=>`<option value="${o.id}"${when(o.chosen, ' selected')}>${esc(o.label)}</option>`)+'</select></label>',input: x=>`<label>${esc(x.label)}`+(x.input=='area'?`<textarea ${box(x)} rows="3">${esc(x.value)}</textarea>`
: `<input ${box(x)} type="${x.input=='secret'?'password':'text'}" inputmode="${{email: 'email', tel: 'tel', number: 'numeric'}[x.input]||'text'}" autocomplete="off" value="${esc(x.value)}">`)+'</label>' +when(hl(x)&&frame.option, `<p class="note">${w.type} ${esc(frame.option)}</p>`) +when(own(x.action), `<button class="btn" name="do" value="in.${x.action}">${w.ok}</button>`)}
const {address}=b.site||{}
let open=0, html=`<div class="sim-bar">${when(back, `<button class="icon-btn${hl({action: 'back'})}" name="do" value="a.back" aria-label="${w.back}">${icon('back')}</button>`)}<h2 tabindex="-1">${esc(title)}</h2></div>`
if (address&&!widgets.some(x=>x.kind=='address_bar')) widgets=[{kind: 'address', address}, ...widgets]
for (const x of widgets) {const alone=x.kind=='choices'&&x.as!='select'
html+=when(open&&alone, '</div>')+when(!open&&!alone, '<div class="sim-body stack">')+(!alone?kinds[x.kind](x)
: when(x.label, `<p class="sim-body l">${esc(x.label)}</p>`)+(/checks|parts/.test(x.as)?tick:list)(x))
open=!alone}
return html+when(open, '</div>')}
const verdict=({kind}, value, state)=>{const [first, ...rest]=(b.feedback[kind]||b.feedback.retry).split('\n'), good=kind=='success'
if (!state&&value&&b.options) b.options.map(o=>o.text&&[].concat(value).includes(o.id)&&rest.push(o.text))
return `<div class="verdict${when(!good, ' note bad')}" role="status">${icon(good?'ok':kind=='trapped'?'trap':'refresh')}<div id="say"><h1 tabindex="-1">${esc(first)}</h1>` +rest.map(t=>`<p>${br(t)}</p>`).join('')+'</div></div>'+(review&&value?'<ul class="sim parts">'+review.map(([slot, o, needed])=>{const seen=state[slot].includes(o.id), mark=seen?'seen':when(needed, 'miss')
return `<li class="part ${mark}"><span>${br(o.label)}${when(mark, `<small>${br(o.text||'')}</small>`)}</span>${when(mark, icon(seen?'flag':'eye'))}</li>`}).join('')+'</ul>':'')}
const hint=(errors, state)=>{const due=(b.hints||[]).filter(h=>h.after<=errors).pop()
if (!due) return []
if (!state) return [due.text]
const what=errors>2?'unmet':due.highlight||'unmet', next=what=='unmet'?engine.way(state)[0]||'':what
const [action, option]=engine.split(next)
return [errors>2?w.together:due.text, {action, option}]}
const note=(t, bad)=>`<p class="note${when(bad, ' bad')}">${icon(bad?'info':'light')}<span>${br(t)}</span></p>`
return {draw, verdict, hint, note, own}}
var HaltePage=()=>{const $=q=>document.querySelector(q), all=q=>[...document.querySelectorAll(q)]
const speech=window.speechSynthesis, {lang}=document.documentElement
const voice=()=>speech&&speech.getVoices().find(v=>v.lang.startsWith(lang))
const voices=()=>all('.say').map(button=>{ button.style.visibility=voice()?'':'hidden' })
const source=$('#play')
let tap
if (speech) speech.onvoiceschanged=voices
voices()
onclick=e=>{const button=e.target.closest('button, .go-on')
if (!button) return
if (button.dataset.say) {speech.cancel()
speech.speak(Object.assign(new SpeechSynthesisUtterance($('#'+button.dataset.say).innerText), {lang, voice: voice()}))} else if (tap&&(button.name=='do'||button.href)) tap(button.value, e.preventDefault())}
if (!source) return
const data=JSON.parse(source.textContent), {b, w, send, next}=data, engine=HalteEngine(b), player=HaltePlayer(data, engine)
const form=$('#f'), sim=$('#sim')
let state=sim&&engine.start(), errors=+form.errs.value, item, over
const show=texts=>{const [text, frame]=player.hint(errors, state)
$('#notes').innerHTML=texts.map(t=>player.note(t, 1)).join('')+(text?player.note(text):'')
if (!sim) return
sim.innerHTML=player.draw(engine.screen(state), frame)
if ($('#card')) $('#card').classList.toggle('hl', !!frame&&frame.action=='card')
voices()}
const answer=()=>{const typed=all('.field').filter(x=>x.value.trim()).map(x=>[x.name.slice(2), x.value])
const ids=all('.order li').map(li=>li.dataset.id), chosen=all('[name=r]:checked').map(x=>x.value)
return typed[0]?Object.fromEntries(typed):ids[0]?ids:chosen[0]&&($('[type=radio]')?chosen[0]:chosen)}
const post=()=>send&&item&&fetch(send.to, {method: 'POST', keepalive: 1,headers: {'x-csrftoken': form.csrfmiddlewaretoken.value},body: JSON.stringify({answers: [item]})}).then(({status})=>{if (/5..|40[13]/.test(status)) throw 0
item=0}).catch(()=>$('#kept').innerHTML=player.note(w.waits))
const finish=value=>{const outcome=engine.grade(value), good=outcome.kind=='success', retry=b.mode=='practice'&&!good
item=send&&{...send, key: form.key.value, value, helped: !!(errors&&b.hints), sequence: +form.seq.value, at: new Date()}
form.errs.value=errors+=!good
form.key.value=''
form.hidden=sim||!retry
over=1
$('#end').innerHTML=player.verdict(outcome, value, state)+'<div id="kept" role="status"></div>'
$('.foot').innerHTML=`<a class="btn go-on ${retry?'side':'btn-go'}" href="${next}">${w.go}</a>`+(retry?`<button class="btn btn-go" form="f" name="again" value="1">${w.again}</button>`:'')
all('[data-id]').map(x=>x.classList.toggle('hl', x.dataset.id==outcome.slip_texts[0]))
if (!sim) show([])
$('#end h1').focus()
post()}
const step=(action, texts)=>{const after=engine.apply(state, action), {slips, slip_texts}=engine.grade(after.path), missed=after==state
errors+=slips - engine.grade(state.path).slips
if (!missed) texts.push(...slip_texts.map(i=>b.slips[i].text))
state=after
return missed}
form.onsubmit=e=>over?post():tap(sim?'':'answer', e.preventDefault())
tap=async (value='')=>{const texts=[], [name, option]=value.split(':'), {screen}=state||{}
if (over&&!option) return await post(), item||(location=next)
if (value=='skip') return finish(null)
if (option&&!sim) {const li=$(`[data-id="${option}"]`), up=name=='up', other=up?li.previousElementSibling:li.nextElementSibling
if (other) other[up?'before':'after'](li)
form.order.value=answer().join(' ')
return $(`[value="${value}"]`).focus()}
if (!sim) return answer()?finish(answer()):show([b.parts&&!b.left?w.fill:w.choose])
for (const x of all('[name^="in."]')) {const field=x.name.slice(3), old=x.options?[...x.options].find(o=>o.defaultSelected):x
if (x.value!=(x.options?old?old.value:'':old.defaultValue)&&(!player.own(field)||value==x.name)) step({[field]: x.value}, texts)}
if (value=='help') errors++
if (name[1]=='.'&&step(option?{[name.slice(2)]: option}:name.slice(2), texts)) texts.push(w.missing, errors++)
if (engine.grade(state.path).ended) return finish(state.path)
show(texts)
;(state.screen==screen&&$(`[value="${value}"]`)||$('#sim h2')).focus()}
addEventListener('click', async e=>{const way=e.target.closest('header a, header button'), go=()=>way.click(item=0)
if (!item||!way) return
e.preventDefault()
await Promise.race([post(), new Promise(go=>setTimeout(go, 4e3))])
if (!item) return go()
$('#leave').hidden=0
$('#leave .side').onclick=go})}
if (typeof document=='object') HaltePage()
