"""A quiz as a QTI 1.2 package, which Canvas (and Blackboard) import. Moodle takes the GIFT file as it is."""

import io
import zipfile
from xml.etree import ElementTree as xml

NAMESPACE = "http://www.imsglobal.org/xsd/ims_qtiasiv1p2"
CONTENT = "http://www.imsglobal.org/xsd/imscp_v1p1"


def package(name, title, questions):
    """The zip file in bytes. `name`: of the quiz, letters and digits; `questions`: of quiz.read."""
    root = _add(None, "questestinterop", xmlns=NAMESPACE)
    section = _add(_add(root, "assessment", ident=name, title=title), "section", ident="root_section")
    for question in questions:
        _item(section, question)
    manifest = _add(None, "manifest", identifier=f"{name}_manifest", xmlns=CONTENT)
    _add(manifest, "organizations")
    resource = _add(_add(manifest, "resources"), "resource", identifier=name, type="imsqti_xmlv1p2")
    _add(resource, "file", href=f"{name}.xml")
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, tree in (("imsmanifest.xml", manifest), (f"{name}.xml", root)):
            moment = zipfile.ZipInfo(path, (2026, 1, 1, 0, 0, 0))  # the same bytes each time
            archive.writestr(moment, xml.tostring(tree, encoding="utf-8", xml_declaration=True))
    return data.getvalue()


def _item(section, question):
    item = _add(section, "item", ident=f"q{question.id}", title=question.id)
    kind = "multiple_choice_question" if question.options else "numerical_question"
    fields = _add(_add(item, "itemmetadata"), "qtimetadata")
    for label, entry in (("question_type", kind), ("points_possible", "1")):
        one = _add(fields, "qtimetadatafield")
        _add(one, "fieldlabel", label)
        _add(one, "fieldentry", entry)
    shown = _add(item, "presentation")
    _add(_add(shown, "material"), "mattext", question.text, texttype="text/plain")
    scored = _add(item, "resprocessing")
    _add(_add(scored, "outcomes"), "decvar", varname="SCORE", maxvalue="100", minvalue="0", vartype="Decimal")
    if question.options:
        _choices(shown, scored, question)
    else:
        _number(shown, scored, question)


def _choices(shown, scored, question):
    choices = _add(_add(shown, "response_lid", ident="response1", rcardinality="Single"), "render_choice")
    for place, option in enumerate(question.options):
        label = _add(choices, "response_label", ident=f"option{place}")
        _add(_add(label, "material"), "mattext", option.text, texttype="text/plain")
        if option.right:
            _add(_right(scored), "varequal", f"option{place}", respident="response1")


def _number(shown, scored, question):
    field = _add(_add(shown, "response_str", ident="response1", rcardinality="Single"), "render_fib")
    _add(field, "response_label", ident="answer1")
    both = _add(_right(scored), "and")
    _add(both, "vargte", f"{question.value - question.tolerance:g}", respident="response1")
    _add(both, "varlte", f"{question.value + question.tolerance:g}", respident="response1")


def _right(scored):
    """The condition that gives full marks; the caller says what must hold."""
    condition = _add(scored, "respcondition", **{"continue": "No"})
    held = _add(condition, "conditionvar")
    _add(condition, "setvar", "100", action="Set", varname="SCORE")
    return held


def _add(parent, tag, text=None, **attributes):
    element = xml.Element(tag, attributes) if parent is None else xml.SubElement(parent, tag, attributes)
    element.text = text
    return element
