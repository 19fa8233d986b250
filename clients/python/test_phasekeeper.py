"""The client against an HTTP server on loopback that plays Firestore, Pub/Sub and the metadata server."""

import ast
import base64
import contextlib
import io
import json
import sys
import threading
import unittest
import urllib.parse
from datetime import date, datetime, timedelta, timezone
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import phasekeeper

STARTED = datetime(2026, 1, 12, 4, 15, tzinfo=timezone.utc)


class ManualTime:
    """A clock that stands, and beats that the test makes."""

    def __init__(self):
        self.at = STARTED
        self.pauses = []
        self.running = False

    def now(self):
        return self.at

    def pause(self, seconds):
        self.pauses.append(seconds)
        self.at += timedelta(seconds=seconds)

    def start(self, step):
        self.running = True
        self.beat = step

    def stop(self):
        self.running = False


class Google(ThreadingHTTPServer):
    """Keeps documents, published messages and every request; answers what it was told to."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Answering)
        self.requests = []
        self.documents = {}
        self.messages = []
        self.answers = {}  # by method: the statuses of the next calls; 0 hangs up
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()

    @property
    def host(self):
        return f"127.0.0.1:{self.server_port}"

    def handle_error(self, request, client_address):
        pass  # a client that went away


class Answering(BaseHTTPRequestHandler):
    def log_message(self, format, *args):
        pass

    def do_GET(self):
        self._answer()

    do_POST = do_PATCH = do_GET

    def _answer(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        path = urllib.parse.unquote(self.path)
        server = self.server
        server.requests.append((self.command, path, dict(self.headers), body))
        if path.startswith("/computeMetadata/"):
            return self._reply(200, self._metadata(path))
        planned = server.answers.get(self.command, [])
        status = planned.pop(0) if planned else 200
        if status == 0:
            self.close_connection = True
            return self.connection.close()
        if status != 200:
            return self._reply(status, b'{"error": "as planned"}')
        if self.command == "POST":
            for message in json.loads(body)["messages"]:
                server.messages.append((path, base64.b64decode(message["data"])))
            return self._reply(200, b'{"messageIds": ["1"]}')
        name = path.split("/documents/")[1]
        if self.command == "PATCH":
            server.documents[name] = json.loads(body)["fields"]
        if name not in server.documents:
            return self._reply(404, b"{}")
        return self._reply(200, json.dumps({"fields": server.documents[name]}).encode())

    def _metadata(self, path):
        if self.headers.get("Metadata-Flavor") != "Google":
            return b""
        return b"its-project" if path.endswith("project-id") else b'{"access_token": "its-token", "expires_in": 3600}'

    def _reply(self, status, body):
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


class ClientTest(unittest.TestCase):
    def setUp(self):
        self.google = Google()
        self.addCleanup(self.google.server_close)
        self.addCleanup(self.google.shutdown)
        self.time = ManualTime()
        self.stderr = io.StringIO()
        telling = contextlib.redirect_stderr(self.stderr)
        telling.__enter__()
        self.addCleanup(telling.__exit__, None, None, None)

    def run_of(self, processor="player_daily_cache", data_date="2026-01-11", environment=None, project="p", **more):
        hosts = {"FIRESTORE_EMULATOR_HOST": self.google.host, "PUBSUB_EMULATOR_HOST": self.google.host}
        client = phasekeeper._Google(project, self.time, hosts if environment is None else environment)
        more.setdefault("topic", "nba-phase4-precompute-complete")
        more.setdefault("pipeline", "nba")
        return phasekeeper.run(processor, data_date, _google=client, _time=self.time, **more)

    def beat_of(self, run):
        fields = self.google.documents[f"processor_heartbeats/{run.processor}_{run.data_date}_{run.run_id}"]
        return {name: next(iter(value.values())) for name, value in fields.items()}

    def completion(self):
        self.assertEqual(1, len(self.google.messages))
        return json.loads(self.google.messages[0][1])

    def test_a_run_that_is_done_publishes_one_completion(self):
        with self.run_of(table="nba_precompute.player_daily_cache", trigger_source="orchestrator") as run:
            self.time.at += timedelta(seconds=241.7)
            run.done(rows=199, failed_rows=1, incremental=True, entities_changed=["lebron-james"])
        self.assertEqual("/v1/projects/p/topics/nba-phase4-precompute-complete:publish", self.google.messages[0][0])
        self.assertEqual(
            {
                "processor_name": "player_daily_cache",
                "phase": None,
                "execution_id": run.run_id,
                "correlation_id": run.run_id,
                "game_date": "2026-01-11",
                "output_table": "player_daily_cache",
                "output_dataset": "nba_precompute",
                "status": "success",
                "record_count": 199,
                "records_failed": 1,
                "timestamp": "2026-01-12T04:19:01.700000Z",
                "duration_seconds": 241.7,
                "trigger_source": "orchestrator",
                "parent_processor": None,
                "trigger_message_id": None,
                "error_message": None,
                "error_type": None,
                "metadata": {"is_incremental": True, "entities_changed": ["lebron-james"]},
            },
            self.completion(),
        )

    def test_a_beat_says_what_the_run_is_and_how_far(self):
        with self.run_of() as run:
            self.assertEqual(60, self.time.beat())
            self.assertEqual(
                {
                    "processor_name": "player_daily_cache",
                    "run_id": run.run_id,
                    "data_date": "2026-01-11",
                    "last_heartbeat": "2026-01-12T04:15:00.000000Z",
                    "started_at": "2026-01-12T04:15:00.000000Z",
                    "status": "running",
                    "expires_at": "2026-01-26T04:15:00.000000Z",
                },
                self.beat_of(run),
            )
            run.progress(118, 450, "players")
            self.time.at += timedelta(seconds=60)
            self.time.beat()
            beat = self.beat_of(run)
            self.assertEqual(("118", "450", "players"), (beat["progress"], beat["total"], beat["status_message"]))
            self.assertEqual("2026-01-12T04:16:00.000000Z", beat["last_heartbeat"])
            run.done(rows=199)
        self.assertEqual("completed", self.beat_of(run)["status"])
        self.assertFalse(self.time.running)

    def test_a_message_may_be_anything_and_of_any_length(self):
        with self.run_of() as run:
            for message, said in (
                (ValueError("bad row"), "bad row"),
                (7, "7"),
                ("x" * 1_001, "x" * 1_000),
                ("half \ud83d a smile \U0001f600", "half ? a smile \U0001f600"),
            ):
                run.progress(1, 2, message)
                self.assertEqual(60, self.time.beat())
                self.assertEqual(said, self.beat_of(run)["status_message"])
            run.done(rows=199)
        self.assertEqual(0, run.failed_beats)

    def test_half_a_character_never_keeps_a_completion_from_being_sent(self):
        with self.run_of(run_id="night\udc80", topic="t\udc80") as run:
            self.assertEqual(60, self.time.beat())
            run.done(rows=1, entities_changed=["lebron-\ud83d", "jokić"])
        self.assertEqual("night?", self.completion()["execution_id"])
        self.assertEqual(["lebron-?", "jokić"], self.completion()["metadata"]["entities_changed"])
        self.assertIn("processor_heartbeats/player_daily_cache_2026-01-11_night?", self.google.documents)

    def test_a_beat_that_comes_after_the_end_writes_nothing(self):
        with self.run_of() as run:
            run.done(rows=199)
        written = len(self.google.requests)
        self.time.beat()
        self.assertEqual(written, len(self.google.requests))

    def test_run_ids_are_class_time_and_eight_hex_digits(self):
        for processor, starts in (
            ("player_daily_cache", "PlayerDailyCacheProcessor"),
            ("PlayerGameSummaryProcessor", "PlayerGameSummaryProcessor"),
            ("grading", "GradingProcessor"),
        ):
            with self.run_of(processor) as run:
                run.done()
            self.assertRegex(run.run_id, f"^{starts}_20260112_041500_[0-9a-f]{{8}}$")
        with self.run_of(run_id="mine") as run:
            run.done()
        self.assertEqual("mine", run.run_id)

    def test_an_error_in_the_block_is_published_as_failed_and_goes_on_its_way(self):
        with self.assertRaises(KeyError):
            with self.run_of() as run:
                run.done(rows=199)
                raise KeyError("team_abbr")
        failed = self.completion()
        self.assertEqual(("failed", "KeyError", "'team_abbr'"), (failed["status"], failed["error_type"], failed["error_message"]))
        self.assertIsNone(failed["record_count"])
        self.assertEqual("failed", self.beat_of(run)["status"])

    def test_an_interrupted_block_is_a_failed_run(self):
        with self.assertRaises(KeyboardInterrupt):
            with self.run_of():
                raise KeyboardInterrupt
        self.assertEqual("KeyboardInterrupt", self.completion()["error_type"])

    def test_leaving_the_program_after_the_outcome_is_a_normal_end(self):
        for code in (None, 0):
            self.google.messages.clear()
            with self.assertRaises(SystemExit) as left:
                with self.run_of() as run:
                    run.done(10)
                    sys.exit(code)
            self.assertEqual(code, left.exception.code)
            self.assertEqual(("success", 10), (self.completion()["status"], self.completion()["record_count"]))
            self.assertEqual("completed", self.beat_of(run)["status"])

    def test_leaving_the_program_otherwise_is_a_failed_run(self):
        for says, code in ((True, 1), (True, "no rows"), (False, 0)):
            self.google.messages.clear()
            with self.assertRaises(SystemExit):
                with self.run_of() as run:
                    if says:
                        run.done(10)
                    sys.exit(code)
            self.assertEqual(("failed", "SystemExit"), (self.completion()["status"], self.completion()["error_type"]))
            self.assertEqual("failed", self.beat_of(run)["status"])

    def test_a_block_that_says_nothing_is_failed_and_told(self):
        with self.assertRaisesRegex(RuntimeError, "without done"):
            with self.run_of():
                pass
        self.assertEqual("failed", self.completion()["status"])

    def test_the_other_endings(self):
        for end, status, count, reason in (
            (lambda run: run.partial(rows=12, failed_rows=3), "partial", 12, None),
            (lambda run: run.no_data("no games"), "no_data", 0, "no games"),
            (lambda run: run.skipped("not asked for"), "skipped", 0, "not asked for"),
            (lambda run: run.skipped(ValueError("no key")), "skipped", 0, "no key"),
            (lambda run: run.done(), "success", None, None),
        ):
            self.google.messages.clear()
            with self.run_of() as run:
                end(run)
            found = self.completion()
            self.assertEqual((status, count, reason), (found["status"], found["record_count"], found["error_message"]))

    def test_a_failed_beat_is_tried_again_soon_counted_and_told_once(self):
        self.google.answers["PATCH"] = [503, 0, 403, 403, 403]
        with self.run_of() as run:
            self.assertEqual([5, 10, 20, 40, 60, 60], [self.time.beat() for _ in range(6)])
            self.google.answers["PATCH"] = [503]
            self.assertEqual(5, self.time.beat())
            run.done(rows=199)
        self.assertEqual(6, run.failed_beats)
        self.assertEqual("success", self.completion()["status"])
        self.assertEqual(1, len(self.stderr.getvalue().splitlines()))
        self.assertIn("answered 503", self.stderr.getvalue())

    def test_a_completion_is_tried_again_and_then_sent(self):
        self.google.answers["POST"] = [503, 0, 429]
        with self.run_of() as run:
            run.done(rows=199)
        self.assertEqual([1, 2, 4], self.time.pauses)
        self.assertEqual("success", self.completion()["status"])

    def test_a_completion_that_cannot_be_sent_raises(self):
        self.google.answers["POST"] = [503] * 99
        with self.assertRaisesRegex(phasekeeper.NotSent, "answered 503"):
            with self.run_of() as run:
                run.done(rows=199)
        self.assertEqual([1, 2, 4, 8, 16, 32], self.time.pauses)
        self.assertEqual("completed", self.beat_of(run)["status"])

    def test_a_refused_completion_is_not_tried_again(self):
        self.google.answers["POST"] = [404]
        with self.assertRaisesRegex(phasekeeper.NotSent, "nba-phase4-precompute-complete.*answered 404"):
            with self.run_of() as run:
                run.done(rows=199)
        self.assertEqual([], self.time.pauses)

    def test_the_blocks_own_error_is_seen_also_when_nothing_can_be_sent(self):
        self.google.answers["POST"] = [403]
        with self.assertRaisesRegex(ValueError, "bad row"):
            with self.run_of():
                raise ValueError("bad row")
        self.assertIn("answered 403", self.stderr.getvalue())

    def test_a_fenced_run_learns_it_with_its_next_beat(self):
        with self.assertRaises(phasekeeper.Fenced):
            with self.run_of() as run:
                self.time.beat()
                self.assertFalse(run.fenced)
                self.google.documents[f"phasekeeper_runs/nba:{run.run_id}"] = {"fenced": {"booleanValue": True}}
                self.time.beat()
                self.assertTrue(run.fenced)
                run.stop_if_fenced()
        self.assertEqual([], self.google.messages)
        self.assertIn("another may have taken over", self.stderr.getvalue())

    def test_a_fenced_run_that_ends_all_the_same_tells_it(self):
        with self.run_of() as run:
            self.google.documents[f"phasekeeper_runs/nba:{run.run_id}"] = {"fenced": {"booleanValue": True}}
            self.time.beat()
            run.done(rows=199)
        self.assertEqual("success", self.completion()["status"])

    def test_a_slash_in_a_run_id_is_no_folder(self):
        with self.run_of(run_id="nightly/7") as run:
            self.google.documents["phasekeeper_runs/nba:nightly\u22157"] = {"fenced": {"booleanValue": True}}
            self.time.beat()
            self.assertTrue(run.fenced)
            run.done()
        self.assertEqual("nightly/7", self.completion()["execution_id"])
        self.assertIn("processor_heartbeats/player_daily_cache_2026-01-11_nightly\u22157", self.google.documents)

    def test_without_a_pipeline_nobody_looks_for_a_fence(self):
        with self.run_of(pipeline=None) as run:
            self.time.beat()
            run.done()
        self.assertNotIn("GET", [request[0] for request in self.google.requests])

    def test_too_long_a_list_of_entities_is_left_out(self):
        with self.run_of() as run:
            run.done(rows=1, incremental=True, entities_changed=["x" * 100] * 6_000)
        self.assertEqual({"is_incremental": False, "entities_changed": []}, self.completion()["metadata"])

    def test_on_google_cloud_the_machine_says_who_it_is(self):
        client = phasekeeper._Google(None, self.time, {"GCE_METADATA_HOST": self.google.host})
        self.assertEqual(("its-project", "its-token"), (client._its_project(), client._identity()))
        self.time.at += timedelta(seconds=3_479)
        client._identity()
        asked = [path for _, path, _, _ in self.google.requests]
        self.assertEqual(1, sum(path.endswith("token") for path in asked))
        self.time.at += timedelta(seconds=1)
        client._identity()
        self.assertEqual(3, len(self.google.requests))

    def test_a_machine_without_identity_is_a_failed_beat_and_no_more(self):
        with self.assertRaises(phasekeeper.NotSent):
            with self.run_of(environment={"GCE_METADATA_HOST": "127.0.0.1:1"}) as run:
                self.assertEqual(5, self.time.beat())
                run.done()

    def test_what_is_wrongly_given_is_refused_before_anything_is_sent(self):
        for given, expected in (
            ({"data_date": "yesterday"}, "data_date: found \"yesterday\""),
            ({"data_date": None}, "data_date"),
            ({"processor": "no name"}, "processor: found \"no name\""),
            ({"topic": "projects/p/topics/t"}, "topic: found"),
            ({"table": "player_daily_cache"}, "table: found"),
        ):
            with self.assertRaisesRegex(ValueError, expected):
                self.run_of(**given)
        self.assertEqual([], self.google.requests)

    def test_dates_may_be_dates(self):
        self.assertEqual("2026-01-11", self.run_of(data_date=date(2026, 1, 11)).data_date)
        self.assertEqual("2026-01-11", self.run_of(data_date=datetime(2026, 1, 11, 23)).data_date)

    def test_a_run_runs_once(self):
        run = self.run_of()
        with run:
            run.done()
        with self.assertRaisesRegex(RuntimeError, "once"):
            run.__enter__()

    def test_the_beating_thread_beats_at_once_and_stops(self):
        clock = phasekeeper._Time()
        beaten = threading.Event()
        clock.start(lambda: beaten.set() or 3_600.0)
        self.assertTrue(beaten.wait(30))
        self.assertTrue(clock._thread.daemon)
        clock.stop()
        clock._thread.join(30)
        self.assertFalse(clock._thread.is_alive())

    def test_it_is_python_3_9(self):
        source = Path(phasekeeper.__file__).read_text(encoding="utf-8")
        ast.parse(source, feature_version=(3, 9))


if __name__ == "__main__":
    unittest.main()
