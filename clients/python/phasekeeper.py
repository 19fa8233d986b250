"""Lets a processor tell Phasekeeper that it lives, how far it is, and what it has come to.

    import phasekeeper

    with phasekeeper.run("player_daily_cache", "2026-01-11", topic="nba-phase4-precompute-complete", pipeline="nba") as run:
        for done, player in enumerate(players):
            build(player)
            run.progress(done + 1, len(players))
        run.done(rows=len(players))

One file without dependencies, for Python 3.9 and newer: copy it beside your code. While the block runs, a daemon thread
writes a heartbeat every 60 s to Firestore; when the block ends, one completion message is published to the topic. An
exception in the block is published as `failed`, and goes on its way.

A heartbeat that cannot be written never disturbs the work: it is tried again soon, counted in `run.failed_beats` and told
once on stderr. A completion that cannot be published after some tries raises `NotSent`: the next phase depends on it.

The project is GOOGLE_CLOUD_PROJECT's, else the machine's own. FIRESTORE_EMULATOR_HOST and PUBSUB_EMULATOR_HOST are obeyed;
without them the machine's service account is used, by way of the metadata server.
"""

import base64
import http.client
import json
import os
import re
import secrets
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from datetime import date, datetime, timedelta, timezone
from typing import Any, Callable, Optional, Union

__all__ = ["Fenced", "NotSent", "Run", "run"]

BEAT_SECONDS = 60.0
"""How often a run says that it lives. After five silent minutes Phasekeeper suspects it, after fifteen it is dead."""

KEPT_AFTER_LAST_BEAT = timedelta(days=14)
"""A beat's document may go this long after it was written last (field `expires_at`, for Firestore's TTL)."""

SECONDS_PER_CALL = 10.0
MOST_BYTES = 500_000  # Eventarc delivers at most 512 KB to a function.
LONGEST_ERROR = 2_000
LONGEST_MESSAGE = 1_000
RETRY_PUBLISH_AFTER = (1, 2, 4, 8, 16, 32)
RETRY_BEAT_AFTER = (5, 10, 20, 40)


class NotSent(RuntimeError):
    """The completion could not be published; Phasekeeper does not know that the run has ended."""


class Fenced(RuntimeError):
    """Phasekeeper took this run for dead and failed it: its date may be in other hands by now."""


def run(processor: str, data_date: Union[str, date], *, topic: str, **more: Any) -> "Run":
    """A run of a processor for a data date, for a `with` block; `Run` tells what else can be given."""
    return Run(processor, data_date, topic=topic, **more)


class Run:
    """One run of a processor for one data date.

    processor       the name in the pipeline file (`player_daily_cache`), or the class's (`PlayerDailyCacheProcessor`)
    data_date       a date, or text such as 2026-01-11
    topic           the completion topic of the processor's phase
    pipeline        the pipeline's id in its file; with it the run learns from Phasekeeper that it was fenced
    table           the output as `dataset.table`
    class_name      the class's name, with which the run's id begins; found from `processor` unless given
    run_id          unless given, CLASS_YYYYMMDD_HHMMSS_8HEX in UTC; the same that you write to the run history
    correlation_id  what ties the runs of one night together; unless given, the run's id
    project         unless given, GOOGLE_CLOUD_PROJECT's or the machine's
    heartbeats      the Firestore collection of the beats
    """

    def __init__(
        self,
        processor: str,
        data_date: Union[str, date],
        *,
        topic: str,
        pipeline: Optional[str] = None,
        phase: Optional[str] = None,
        table: Optional[str] = None,
        class_name: Optional[str] = None,
        run_id: Optional[str] = None,
        correlation_id: Optional[str] = None,
        trigger_source: Optional[str] = None,
        parent_processor: Optional[str] = None,
        trigger_message_id: Optional[str] = None,
        project: Optional[str] = None,
        heartbeats: str = "processor_heartbeats",
        _google: Optional["_Google"] = None,
        _time: Optional["_Time"] = None,
    ) -> None:
        if not re.fullmatch(r"[A-Za-z][A-Za-z0-9_]*", processor):
            raise ValueError(f'processor: found "{processor}"; expected a name such as player_daily_cache')
        if not topic or "/" in topic:
            raise ValueError(f'topic: found "{topic}"; expected a bare name such as nba-phase4-precompute-complete')
        if table is not None and not re.fullmatch(r"\w+\.\w+", table):
            raise ValueError(f'table: found "{table}"; expected dataset.table')
        self.processor = processor
        self.data_date = _date(data_date)
        self.run_id = run_id or ""
        self.failed_beats = 0
        self.started_at: Optional[datetime] = None
        self._class_name = class_name or _class_of(processor)
        self._topic = topic
        self._pipeline = pipeline
        self._phase = phase
        self._table = table
        self._correlation_id = correlation_id
        self._origin = (trigger_source, parent_processor, trigger_message_id)
        self._heartbeats = heartbeats
        self._time = _time or _Time()
        self._google = _google or _Google(project, self._time)
        self._lock = threading.Lock()
        self._at: tuple = (None, None, None)
        self._outcome: Optional[dict] = None
        self._fenced = False
        self._ended = False
        self._told = False
        self._failed_in_a_row = 0

    # --- What a processor says -----------------------------------------------------------------------------------

    def progress(self, done: int, total: Optional[int] = None, message: Any = None) -> None:
        """How far the run is; the next heartbeat carries it. Sends nothing itself, so call it as often as you like."""
        text = None if message is None else str(message)[:LONGEST_MESSAGE]
        self._at = (int(done), None if total is None else int(total), text)

    def done(
        self,
        rows: Optional[int] = None,
        *,
        failed_rows: int = 0,
        incremental: bool = False,
        entities_changed: Optional[list] = None,
    ) -> None:
        """The output is complete. Published when the block ends, so that an error on the way there still counts."""
        self._ends("success", rows, failed_rows, incremental, entities_changed)

    def partial(
        self,
        rows: int,
        *,
        failed_rows: int = 0,
        incremental: bool = False,
        entities_changed: Optional[list] = None,
    ) -> None:
        """Some of the output is there, some is not; the processor's gate tells whether that is enough."""
        self._ends("partial", rows, failed_rows, incremental, entities_changed)

    def no_data(self, reason: Optional[str] = None) -> None:
        """There was nothing to work on."""
        self._ends("no_data", 0, 0, error=reason)

    def skipped(self, reason: Optional[str] = None) -> None:
        """Nothing was done, on purpose."""
        self._ends("skipped", 0, 0, error=reason)

    @property
    def fenced(self) -> bool:
        """Whether Phasekeeper has taken this run for dead and failed it, as the last heartbeat learned."""
        return self._fenced

    def stop_if_fenced(self) -> None:
        """Raises `Fenced` if so. Call it before a write that must not meet the run that may have taken over."""
        if self._fenced:
            raise Fenced(f"Phasekeeper has failed the run {self.run_id} of {self.processor} for {self.data_date}")

    # --- The block -----------------------------------------------------------------------------------------------

    def __enter__(self) -> "Run":
        if self.started_at is not None:
            raise RuntimeError("a run runs once; make another one")
        self.started_at = self._time.now()
        if not self.run_id:
            self.run_id = f"{self._class_name}_{self.started_at:%Y%m%d_%H%M%S}_{secrets.token_hex(4)}"
        self._time.start(self._beat)
        return self

    def __exit__(self, kind: Any, error: Optional[BaseException], trace: Any) -> bool:
        good = kind is None or self._leaves_well(error)
        try:
            if good:
                self._published()
            elif not issubclass(kind, Fenced):  # whoever fenced it has told already
                self._fail(str(error) or kind.__name__, kind.__name__)
                try:
                    self._publish()
                except NotSent as not_sent:  # the block's own error is the one to see
                    _tell(str(not_sent))
        finally:
            self._stop(completed=good and self._outcome is not None and self._outcome["status"] != "failed")
        return False

    def _leaves_well(self, error: Optional[BaseException]) -> bool:
        """Whether it is `sys.exit(0)` after the run has said what it has come to."""
        return isinstance(error, SystemExit) and error.code in (None, 0) and self._outcome is not None

    def _published(self) -> None:
        forgotten = self._outcome is None
        if forgotten:
            self._fail("the run ended without saying what it has come to", "NothingSaid")
        self._publish()
        if forgotten:
            raise RuntimeError("the block ended without done(), partial(), no_data() or skipped(); published as failed")

    def _ends(
        self,
        status: str,
        rows: Optional[int],
        failed_rows: int,
        incremental: bool = False,
        entities_changed: Optional[list] = None,
        error: Optional[str] = None,
    ) -> None:
        self._outcome = {
            "status": status,
            "record_count": None if rows is None else int(rows),
            "records_failed": int(failed_rows),
            "error_message": None if error is None else str(error)[:LONGEST_ERROR],
            "error_type": None,
            "metadata": {"is_incremental": incremental, "entities_changed": [str(e) for e in entities_changed or []]},
        }

    def _fail(self, message: str, kind: str) -> None:
        self._ends("failed", None, 0, error=message)
        self._outcome["error_type"] = kind

    # --- The completion ------------------------------------------------------------------------------------------

    def _publish(self) -> None:
        data = self._completion()
        for wait in RETRY_PUBLISH_AFTER + (None,):
            try:
                self._google.publish(self._topic, data)
                return
            except _Failure as failure:
                if wait is None or not failure.passing:
                    raise NotSent(
                        f'publishing the completion of {self.run_id} to topic "{self._topic}": {failure}'
                    ) from failure
                self._time.pause(wait)

    def _completion(self) -> bytes:
        now = self._time.now()
        trigger_source, parent_processor, trigger_message_id = self._origin
        dataset, _, table = (self._table or "").rpartition(".")
        message = {
            "processor_name": self.processor,
            "phase": self._phase,
            "execution_id": self.run_id,
            "correlation_id": self._correlation_id or self.run_id,
            "game_date": self.data_date,
            "output_table": table or None,
            "output_dataset": dataset or None,
            "timestamp": _text(now),
            "duration_seconds": round((now - self.started_at).total_seconds(), 3),
            "trigger_source": trigger_source,
            "parent_processor": parent_processor,
            "trigger_message_id": trigger_message_id,
            **self._outcome,
        }
        data = _encoded(message)
        if len(data) > MOST_BYTES:
            # Too long a list is no list: then everything may have changed.
            message["metadata"] = {"is_incremental": False, "entities_changed": []}
            data = _encoded(message)
        return data

    # --- The heartbeat -------------------------------------------------------------------------------------------

    def _beat(self) -> float:
        """One beat; returns the seconds until the next."""
        with self._lock:
            if self._ended:
                return BEAT_SECONDS
            try:
                self._write_beat("running")
                self._look_for_fence()
                self._failed_in_a_row = 0
                return BEAT_SECONDS
            except Exception as failure:  # whatever it is, the work goes on
                return self._beat_failed(failure)

    def _beat_failed(self, failure: Exception) -> float:
        self.failed_beats += 1
        wait = RETRY_BEAT_AFTER[self._failed_in_a_row] if self._failed_in_a_row < len(RETRY_BEAT_AFTER) else BEAT_SECONDS
        self._failed_in_a_row += 1
        if not self._told:
            self._told = True
            _tell(f"a heartbeat of {self.run_id} failed and is tried again; the work goes on, further ones are only counted: {failure}")
        return wait

    def _stop(self, completed: bool) -> None:
        self._time.stop()
        with self._lock:
            self._ended = True
            try:
                self._write_beat("completed" if completed else "failed")
            except Exception as failure:
                self._beat_failed(failure)

    def _write_beat(self, status: str) -> None:
        now = self._time.now()
        done, total, message = self._at
        self._google.write(
            f"{self._heartbeats}/{self.processor}_{self.data_date}_{_id(self.run_id)}",
            {
                "processor_name": self.processor,
                "run_id": self.run_id,
                "data_date": self.data_date,
                "last_heartbeat": now,
                "started_at": self.started_at,
                "status": status,
                "progress": done,
                "total": total,
                "status_message": message,
                "expires_at": now + KEPT_AFTER_LAST_BEAT,
            },
        )

    def _look_for_fence(self) -> None:
        if self._pipeline and not self._fenced:
            found = self._google.read(f"phasekeeper_runs/{self._pipeline}:{_id(self.run_id)}")
            if found.get("fenced", {}).get("booleanValue") is True:
                self._fenced = True
                _tell(f"Phasekeeper has failed the run {self.run_id}; another may have taken over")


# --- Google's REST interfaces ----------------------------------------------------------------------------------------


class _Failure(Exception):
    """A call that was not answered, or answered with something else than success."""

    def __init__(self, what: str, passing: bool) -> None:
        super().__init__(what)
        self.passing = passing


class _Google:
    """Firestore's and Pub/Sub's REST interfaces, and the machine's identity."""

    def __init__(self, project: Optional[str], clock: "_Time", environment: Optional[dict] = None) -> None:
        self._environment = os.environ if environment is None else environment
        self._project = project or self._environment.get("GOOGLE_CLOUD_PROJECT")
        self._clock = clock
        self._token: Optional[str] = None
        self._token_until: Optional[datetime] = None
        self._lock = threading.Lock()
        self._near = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # emulators and the metadata server
        self._far = urllib.request.build_opener()

    def publish(self, topic: str, data: bytes) -> None:
        body = {"messages": [{"data": base64.b64encode(data).decode()}]}
        self._call("POST", "PUBSUB", "pubsub.googleapis.com", f"/topics/{urllib.parse.quote(topic, errors='replace')}:publish", body)

    def write(self, document: str, fields: dict) -> None:
        body = {"fields": {name: _value(value) for name, value in fields.items() if value is not None}}
        self._call("PATCH", "FIRESTORE", "firestore.googleapis.com", _documents(document), body)

    def read(self, document: str) -> dict:
        """The document's fields as Firestore tells them; none if it is not there."""
        answer = self._call("GET", "FIRESTORE", "firestore.googleapis.com", _documents(document), None, absent={})
        return answer.get("fields", {})

    def _call(
        self, method: str, service: str, host: str, path: str, body: Optional[dict], absent: Optional[dict] = None
    ) -> dict:
        emulator = self._environment.get(service + "_EMULATOR_HOST")
        root = f"http://{emulator}" if emulator else f"https://{host}"
        token = "owner" if emulator else self._identity()
        url = f"{root}/v1/projects/{self._its_project()}{path}"
        data = None if body is None else _encoded(body)
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {token}"}
        try:
            return _json(url, self._send(method, url, data, headers, near=bool(emulator)))
        except _Answered as answered:
            if absent is not None and answered.status == 404:
                return absent
            if answered.status == 401:
                self._token = None
            passing = answered.status in (401, 408, 429) or answered.status >= 500
            raise _Failure(f"{method} {url} answered {answered.status}: {answered.text}", passing) from None

    def _send(self, method: str, url: str, data: Optional[bytes], headers: dict, near: bool) -> bytes:
        request = urllib.request.Request(url, data=data, headers=headers, method=method)
        try:
            with (self._near if near else self._far).open(request, timeout=SECONDS_PER_CALL) as response:
                return response.read()
        except urllib.error.HTTPError as error:
            with error:
                raise _Answered(error.code, _head_of(error)) from None
        except (OSError, http.client.HTTPException) as error:
            raise _Failure(f"{method} {url} got no answer: {error!r}", passing=True) from error

    def _its_project(self) -> str:
        if not self._project:
            self._project = self._metadata("project/project-id").decode().strip()
        return self._project

    def _identity(self) -> str:
        with self._lock:
            now = self._clock.now()
            if self._token is None or self._token_until is None or now >= self._token_until:
                answer = _json("the metadata server", self._metadata("instance/service-accounts/default/token"))
                self._token = str(answer.get("access_token", ""))
                self._token_until = now + timedelta(seconds=max(0, int(answer.get("expires_in", 0)) - 120))
            return self._token

    def _metadata(self, path: str) -> bytes:
        host = self._environment.get("GCE_METADATA_HOST") or "metadata.google.internal"
        url = f"http://{host}/computeMetadata/v1/{path}"
        try:
            return self._send("GET", url, None, {"Metadata-Flavor": "Google"}, near=True)
        except _Answered as answered:
            raise _Failure(f"GET {url} answered {answered.status}: {answered.text}", answered.status >= 500) from None


class _Answered(Exception):
    """An HTTP answer that is not a success."""

    def __init__(self, status: int, text: str) -> None:
        super().__init__(f"{status} {text}")
        self.status = status
        self.text = text


class _Time:
    """The machine's clock, and the thread that beats."""

    def __init__(self) -> None:
        self._stopped = threading.Event()
        self._thread: Optional[threading.Thread] = None

    def now(self) -> datetime:
        return datetime.now(timezone.utc)

    def pause(self, seconds: float) -> None:
        time.sleep(seconds)

    def start(self, step: Callable[[], float]) -> None:
        """Calls the step at once and then again and again, each time after the seconds that it returned."""

        def beat() -> None:
            while not self._stopped.wait(step()):
                pass

        self._thread = threading.Thread(target=beat, name="phasekeeper-beat", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._stopped.set()


def _json(who: str, answer: bytes) -> dict:
    try:
        found = json.loads(answer)
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise _Failure(f"{who} answered {answer[:60]!r}; expected a JSON object", passing=True)
    return found


def _encoded(message: dict) -> bytes:
    """As JSON. Half a character (a lone surrogate) becomes a question mark: no service takes it."""
    return json.dumps(message, ensure_ascii=False).encode(errors="replace")


def _documents(document: str) -> str:
    return "/databases/(default)/documents/" + "/".join(urllib.parse.quote(part, safe="", errors="replace") for part in document.split("/"))


def _id(run_id: str) -> str:
    """A document's id cannot hold a slash; Phasekeeper replaces it likewise."""
    return run_id.replace("/", "\u2215")


def _value(value: Any) -> dict:
    if isinstance(value, datetime):
        return {"timestampValue": _text(value)}
    return {"integerValue": str(value)} if isinstance(value, int) else {"stringValue": value}


def _text(at: datetime) -> str:
    return at.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _date(value: Union[str, date]) -> str:
    day = value.date() if isinstance(value, datetime) else value
    try:
        return (date.fromisoformat(day) if isinstance(day, str) else day).isoformat()
    except (ValueError, AttributeError):
        raise ValueError(f'data_date: found "{value}"; expected a date such as 2026-01-11') from None


def _class_of(processor: str) -> str:
    if "_" not in processor and not processor.islower():
        return processor
    return "".join(word[:1].upper() + word[1:] for word in processor.split("_")) + "Processor"


def _head_of(error: urllib.error.HTTPError) -> str:
    try:
        return error.read(300).decode(errors="replace")
    except (OSError, http.client.HTTPException):
        return ""


def _tell(text: str) -> None:
    print(f"phasekeeper: {text}", file=sys.stderr)
