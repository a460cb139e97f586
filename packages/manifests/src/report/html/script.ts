/** The filter of the page. Without it the page shows everything. */
export const SCRIPT = `
document.documentElement.classList.add('js')
const form = document.querySelector('form')
const all = [...document.querySelectorAll('.violation')].map((element) => ({ element, words: element.textContent.toLowerCase() }))
const files = [...document.querySelectorAll('section.file')]
function filter() {
  const wanted = new FormData(form)
  const text = String(wanted.get('text') ?? '').trim().toLowerCase()
  let shown = 0
  for (const { element, words } of all) {
    const fits = ['severity', 'file', 'rule', 'fix'].every((key) => !wanted.get(key) || element.dataset[key] === wanted.get(key)) && words.includes(text)
    element.hidden = !fits
    if (fits) shown += 1
  }
  for (const file of files) file.hidden = !file.querySelector('.violation:not([hidden])')
  form.querySelector('output').textContent = shown === all.length ? all.length + ' shown' : shown + ' of ' + all.length + ' shown'
}
if (form) {
  form.addEventListener('input', filter)
  form.addEventListener('submit', (event) => event.preventDefault())
  filter()
}
`
