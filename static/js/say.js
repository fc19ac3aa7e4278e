// Reads aloud on the pages before the door, which need nothing else of learn.js; as player.js does it.
var HalteSay = () => {
  const speech = window.speechSynthesis, {lang} = document.documentElement
  const voice = () => speech && speech.getVoices().find(v => v.lang.startsWith(lang))
  const voices = () => document.querySelectorAll('.say').forEach(button => { button.style.visibility = voice() ? '' : 'hidden' })
  if (speech) speech.onvoiceschanged = voices
  voices()
  onclick = event => {
    const button = event.target.closest('[data-say]')
    if (!button) return
    speech.cancel()
    speech.speak(Object.assign(new SpeechSynthesisUtterance(document.getElementById(button.dataset.say).innerText), {lang, voice: voice()}))
  }
}
HalteSay()
