// Departments are dragged onto each other: what the form "Place" does, with a mouse.
(() => {
  const form = document.getElementById('dragging');
  let dragged;
  const limb = event => event.target.closest('[data-department]');
  // Upon the upper third it goes before the one that is there, else below it.
  const before = (over, event) => {
    const box = over.getBoundingClientRect();
    return 'parent' in over.dataset && event.clientY < box.top + box.height / 3;
  };
  const clear = () => document.querySelectorAll('.limb.into, .limb.over').forEach(one => one.classList.remove('into', 'over'));
  const fits = over => dragged && over && over != dragged && !dragged.parentNode.contains(over);

  document.addEventListener('dragstart', event => {
    dragged = event.target.closest?.('[data-parent]');
    if (dragged) event.dataTransfer.effectAllowed = 'move';
  });
  document.addEventListener('dragover', event => {
    const over = limb(event);
    clear();
    if (!fits(over)) return;
    event.preventDefault();
    over.classList.add(before(over, event) ? 'over' : 'into');
  });
  document.addEventListener('dragend', () => { clear(); dragged = undefined; });
  document.addEventListener('drop', event => {
    const over = limb(event);
    if (!fits(over)) return;
    event.preventDefault();
    const first = before(over, event), { department, parent } = over.dataset;
    form.action = `/admin/departments/${dragged.dataset.department}/place`;
    form.elements.parent.value = first ? parent : department;
    form.elements.before.value = first ? department : '';
    form.submit();
  });
})();
