"""doctor(): is this computer ready for the course, and if not, what to type."""

from nas_teach.lab.course.installation import machine, packages
from nas_teach.lab.course.installation.finding import Finding
from nas_teach.lab.showing.cards import card, marked
from nas_teach.origin import reinstall

EXAMINATIONS = (
    packages.python,
    packages.packages,
    packages.lock,
    packages.widgets,
    packages.jupyterlab,
    machine.computing,
    machine.images,
    machine.processors,
    machine.progress_folder,
    machine.working_copies,
)


def doctor(details=False, examinations=EXAMINATIONS):
    """Examine the installation, and say of each fault how to mend it.

    Args:    details: show the sound findings too, with versions; put them into a report of a fault.
             examinations: functions without arguments, each of which returns a list of Finding.
    """
    findings = [finding for examine in examinations for finding in _examined(examine)]
    faults = [finding for finding in findings if finding.mend]
    names = ", ".join(dict.fromkeys(finding.name for finding in findings))
    head = f"✗ {len(faults)} to mend" if faults else "✓ All checks passed."
    tail = "Then start JupyterLab afresh and run `doctor()` again." if faults else f"Examined: {names}."
    shown = findings if details else faults
    text = "\n".join([head, *(_line(finding) for finding in shown), tail])
    body = "".join(f'<li style="white-space:pre-wrap">{marked(_line(f))}</li>' for f in shown)
    body = f'<ul style="list-style:none;margin:6px 0;padding:0">{body}</ul>' if body else "<br>"
    card(f"<strong>{head}</strong>{body}{marked(tail)}", text)


def _examined(examine):
    """The findings of one examination. One that breaks down is a fault too."""
    try:
        return examine()
    except Exception as error:
        detail = f"could not be examined: {type(error).__name__}: {error}"
        return [Finding(getattr(examine, "__name__", "examination"), detail, reinstall())]


def _line(finding):
    mend = f"\n  To mend it: {finding.mend}" if finding.mend else ""
    return f"{'✗' if finding.mend else '✓'} {finding.name}: {finding.detail}{mend}"
