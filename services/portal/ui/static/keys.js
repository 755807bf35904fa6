// Single keys that mirror visible buttons and links: j k move, Enter opens, a approves, x goes to the reason. They are off
// inside fields, and can be turned off at the foot of the page (WCAG 2.1.4). Pages work without this file.
(() => {
  const box = document.querySelector('.keys'), items = [...document.querySelectorAll('.item')]
  if (!box || !items.length) return
  const button = box.firstElementChild
  let on = true
  try { on = localStorage.getItem('keys') !== 'off' } catch {}
  const label = () => { button.textContent = on ? box.dataset.off : box.dataset.on }
  button.onclick = () => { on = !on; try { localStorage.setItem('keys', on ? 'on' : 'off') } catch {} label() }
  label(); box.hidden = false
  let at = -1
  const go = n => { at = Math.max(0, Math.min(items.length - 1, n)); items[at].focus() }
  document.addEventListener('keydown', e => {
    if (!on || e.ctrlKey || e.metaKey || e.altKey || e.target.closest('input,select,textarea,[contenteditable]')) return
    const row = items[at = items.indexOf(e.target.closest('.item')) < 0 ? at : items.indexOf(e.target.closest('.item'))]
    if (e.key === 'j') go(at + 1)
    else if (e.key === 'k') go(at - 1)
    else if (row && e.key === 'Enter' && e.target === row) row.querySelector('.open')?.click()
    else if (row && e.key === 'a') row.querySelector('.yes')?.click()
    else if (row && e.key === 'x') { const d = row.querySelector('details'); if (d) { d.open = true; d.querySelector('textarea').focus() } }
    else return
    e.preventDefault()
  })
})()
