"""The test matrix of the simulator (dossier D6): which test shows a row with which client.

A test is `file::function` or `file::function[parameter]` below this folder; what no test shows has a reason.
"""

from __future__ import annotations

SS, META, JS = "test_simple_salesforce.py::", "test_simple_salesforce_metadata.py::", "test_jsforce.py::"
STEP, REFUSED = f"{JS}test_a_step_gives_what_it_should", f"{JS}test_a_step_that_is_refused_says_so"

MATRIX: dict[str, dict[str, str]] = {
    "login": {
        "simple-salesforce": f"{SS}test_it_logs_in_with_a_signed_assertion",
        "jsforce": f"{STEP}[login with an assertion]",
    },
    "401": {
        "simple-salesforce": f"{SS}test_an_old_session_is_told_so",
        "jsforce": f"{STEP}[session that ends]",
    },
    "invalid grant": {
        "simple-salesforce": f"{SS}test_an_unknown_user_is_not_logged_in",
        "jsforce": f"{REFUSED}[invalid grant]",
    },
    "query with more than 2000 rows": {
        "simple-salesforce": f"{SS}test_it_reads_more_rows_than_fit_a_page",
        "jsforce": f"{STEP}[more rows than a page]",
    },
    "create a duplicate": {
        "simple-salesforce": f"{SS}test_a_double_is_refused_with_its_code",
        "jsforce": f"{REFUSED}[create a duplicate]",
    },
    "patch a read-only column": {
        "simple-salesforce": f"{SS}test_a_create_only_column_is_refused",
        "jsforce": f"{REFUSED}[patch a read-only column]",
    },
    "composite graph rolls back": {
        "simple-salesforce": f"{SS}test_a_graph_that_fails_leaves_nothing",
        "jsforce": f"{STEP}[graph that fails]",
    },
    "deploy succeeds": {
        "simple-salesforce": f"{META}test_it_deploys_a_package",
        "jsforce": f"{STEP}[deploy]",
    },
    "deploy fails": {
        "simple-salesforce": f"{META}test_it_shows_what_failed",
        "jsforce": f"{STEP}[deploy a failure]",
    },
    "deploy warns": {
        "simple-salesforce": f"{META}test_it_shows_a_warning_as_a_failure",
        "jsforce": f"{STEP}[deploy a warning]",
    },
    "deploy with checkOnly": {
        "simple-salesforce": f"{META}test_it_checks_a_package",
        "jsforce": f"{STEP}[check only]",
    },
    "readMetadata of a missing name": {
        "simple-salesforce": f"{META}test_a_missing_component_reads_as_nothing",
        "jsforce": f"{JS}test_a_missing_component_reads_as_nothing",
    },
    "flow deployed again is version 2": {
        "simple-salesforce": f"{META}test_a_flow_deployed_again_is_version_2",
        "jsforce": f"{STEP}[flow versions]",
    },
    "channel routing matrix": {
        "simple-salesforce": f"{SS}test_the_routing_matrix_is_enforced",
        "jsforce": f"{STEP}[routing matrix]",
    },
    "queue deployed again loses its members": {
        "simple-salesforce": f"{META}test_a_queue_deployed_again_loses_its_members",
        "jsforce": f"{STEP}[queue redeployed]",
    },
    "limits exhausted": {
        "simple-salesforce": f"{SS}test_the_last_call_of_the_day_is_told",
        "jsforce": f"{REFUSED}[limits exhausted]",
    },
    "token expires in the middle": {
        "simple-salesforce": f"{SS}test_a_session_that_ends_is_opened_again",
        "jsforce": f"{STEP}[session that ends]",
    },
    "stale plan is detected": {
        "simple-salesforce": f"{SS}test_a_change_by_another_moves_the_date",
        "jsforce": f"{STEP}[changed by another]",
    },
}
