"""Every address of the resolver with its access rule, written from the text; one that is missing fails the build (S2).

A rule is one word and what it is about:
  public            anyone, the public included
  person            anyone logged in; what he sees on it follows the dossiers
  dossier KIND      whoever reads that dossier (`oracle.reads_dossier`)
  package KIND      the auditor and the county's own
  document KIND     whoever reads that document
  project           whoever reads a round that the project went through, or a plan that has it
  ledger            whoever reads the home county's ledger
  duty NAME ORGAN   whoever has the duty at that very organisation
  any NAME… [at KIND…]  whoever has one of the duties anywhere, or at an organ of that kind; what he sees follows his area
  works-at ORGAN    whoever has a post there
  governs NAME      the administrator whose place contains the home county
  either A or B     whoever one of the two rules lets in
  self              the working group's drafter alone, whose own thing it is
  county            somebody of the home county, whom the text does not name: refused to everyone outside it
  at-most RULE      nobody whom that rule refuses; of the others the text says nothing
  nobody            there is no such page outside a demonstration
"""

from __future__ import annotations

GET, POST = "GET", "POST"
KEEPERS = "register_document report_projects propose_department_projects acknowledge_filing supervise audit"
"""Whose business the papers in and out of an agency are: the office, else who handles its papers (domain a.3)."""
CODES = "duty register_document government_office or governs administer_system"
"""Who registers the codes of the county government: whoever keeps its papers, and the administrator of its place."""

RULES: dict[str, tuple[str, str]] = {
    # name -> method, rule
    "core:healthz": (GET, "public"),
    "core:readyz": (GET, "public"),
    "login": (GET, "public"),
    "logout": (POST, "person"),
    "password_change": (GET, "person"),
    "set_language": (POST, "public"),
    "help": (GET, "public"),
    "guide": (GET, "public"),
    "source": (GET, "public"),
    "source_archive": (GET, "public"),
    "styleguide": (GET, "nobody"),
    "desk:inbox": (GET, "person"),
    "desk:task": (GET, "dossier plan"),
    "desk:task_draft": (GET, "dossier plan"),
    "desk:dossier": (GET, "dossier plan"),
    "desk:package": (POST, "package plan"),
    "desk:reminders": (GET, "person"),
    "desk:limits": (GET, "person"),
    "desk:limit": (GET, "any administer_system compile_plan"),
    "desk:suspension": (GET, "dossier plan"),
    "desk:search": (GET, "person"),
    "desk:flow_bpmn": (GET, "person"),
    "desk:meetings": (GET, "person"),
    "desk:meeting_new": (GET, "any convene_meeting at leading_group government_office"),
    "desk:meeting": (GET, "county"),
    "desk:meeting_draft": (GET, "county"),
    "roles:organisations": (GET, "person"),
    "roles:organisation": (GET, "person"),
    "roles:make_posts": (POST, "governs administer_system"),
    "roles:set_telephone": (POST, "governs administer_system"),
    "roles:create_account": (GET, "governs administer_system"),
    "roles:person": (GET, "governs administer_system administer_security"),
    "roles:deactivate": (POST, "governs administer_system"),
    "roles:appoint": (GET, "governs administer_system"),
    "roles:requests": (GET, "any administer_system administer_security"),
    "roles:decide_request": (POST, "governs administer_security"),
    "roles:end_appointment": (GET, "governs administer_security"),
    "roles:my_posts": (GET, "person"),
    "roles:revoke": (POST, "self"),
    "roles:my_tokens": (GET, "person"),
    "roles:revoke_token": (POST, "either self or governs administer_security"),
    "documents:register": (GET, "person"),
    "documents:document": (GET, "document plan"),
    "documents:pdf": (GET, "document plan"),
    "documents:file": (GET, "document plan"),
    "documents:picture": (GET, "document plan"),
    "documents:print_again": (POST, "works-at working_group"),
    "documents:word": (GET, "document plan"),
    "documents:sheet": (GET, "document plan"),
    "documents:request_void": (POST, "duty register_document government_office"),
    "documents:decide_void": (POST, "duty decide_library working_group"),
    "documents:incoming": (GET, "person"),
    "documents:sign_for": (POST, "duty acknowledge_filing province_finance"),
    "documents:register_outside": (GET, f"any {KEEPERS}"),
    "documents:examine": (POST, "duty register_document government_office"),
    "documents:numbers": (GET, "person"),
    "documents:codes": (GET, "person"),
    "documents:codes_of": (GET, "person"),
    "documents:register_code": (POST, f"either {CODES}"),
    "documents:correct_code": (POST, f"either {CODES}"),
    "documents:end_code": (POST, f"either {CODES}"),
    "documents:reserve": (POST, "duty register_document government_office"),
    "documents:give_up": (POST, "duty register_document government_office"),
    "documents:print_book": (POST, "at-most person"),
    "documents:of_dossier": (GET, "dossier plan"),
    "documents:ask": (GET, "public"),
    "documents:verify": (GET, "public"),
    "plans:rounds": (GET, "person"),
    "plans:open_round": (POST, "duty propose_projects village"),
    "plans:village_round": (GET, "dossier village_round"),
    "plans:township_round": (GET, "dossier township_round"),
    "plans:village_notice_preview": (POST, "duty propose_projects village"),
    "plans:township_notice_preview": (POST, "duty report_projects township"),
    "funds:consultation_preview": (POST, "duty compile_plan working_group"),
    "plans:library_round": (GET, "dossier library_round"),
    "plans:library": (GET, "person"),
    "plans:propose": (GET, "duty propose_projects village"),
    "plans:project": (GET, "project"),
    "plans:change_project": (GET, "duty propose_projects village"),
    "plans:withdraw_project": (GET, "duty propose_projects village"),
    "plans:correct_project": (GET, "duty manage_library poverty"),
    "plans:drop_project": (POST, "duty report_projects township"),
    "plans:plans": (GET, "person"),
    "plans:open_plan": (POST, "duty compile_plan working_group"),
    "plans:plan": (GET, "dossier plan"),
    "plans:texts": (GET, "duty compile_plan working_group"),
    "plans:draw": (GET, "duty compile_plan working_group"),
    "plans:item": (GET, "duty compile_plan working_group"),
    "funds:put_back": (POST, "duty compile_plan working_group"),
    "plans:filings": (GET, "person"),
    "plans:filing_register": (GET, "person"),
    "plans:filing": (GET, "dossier filing"),
    "plans:notices": (GET, "person"),
    "plans:notice_objections": (GET, "dossier village_round"),
    "plans:objection": (GET, "duty handle_objection village"),
    "funds:sources": (GET, "person"),
    "funds:add_source": (GET, "duty manage_sources finance"),
    "funds:correct_source": (GET, "duty manage_sources finance"),
    "funds:preview": (POST, "duty compile_plan working_group"),
    "funds:arrange": (GET, "duty compile_plan working_group"),
    "oversight:overdue": (GET, "any supervise"),
    "oversight:bulletins": (GET, "person"),
    "oversight:draft_bulletin": (GET, "at-most any supervise"),
    "oversight:blank_spending": (GET, "duty manage_sources finance"),
    "oversight:bulletin": (GET, "governs supervise manage_sources edit_check sign_off register_document audit"),
    "oversight:trends": (GET, "any supervise"),
    "oversight:flow": (GET, "any supervise"),
    "oversight:wall": (GET, "any supervise"),
    "oversight:save_filter": (POST, "any supervise"),
    "oversight:give_up_filter": (POST, "self"),
    "oversight:flows": (GET, "any supervise"),
    "oversight:export": (GET, "any supervise"),
    "oversight:urge": (POST, "governs supervise"),
    "oversight:issue_slip": (GET, "governs supervise"),
    "oversight:letter": (GET, "governs supervise"),
    "oversight:slips": (GET, "person"),
    "oversight:slip": (GET, "dossier plan"),
    "oversight:looks": (GET, "any audit administer_audit"),
    "oversight:ledger": (GET, "any audit administer_audit"),
    "oversight:verify": (POST, "ledger"),
    "oversight:calendar": (GET, "any administer_system"),
    "oversight:deviations": (GET, "any supervise audit administer_audit"),
    "oversight:event_log": (GET, "any supervise audit"),
    "oversight:export_event_log": (POST, "any supervise audit"),
    "oversight:operations": (GET, "any administer_system supervise"),
    "oversight:clock": (GET, "nobody"),
    "disclosure:notices": (GET, "public"),
    "disclosure:notice": (GET, "public"),
    "disclosure:notice_document": (GET, "public"),
}
