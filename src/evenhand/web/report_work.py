"""The one-file report of a scenario, as a job."""

from __future__ import annotations

from collections.abc import Callable

from evenhand.reports.answer import answer, arguments_of
from evenhand.reports.report import one_file_report
from evenhand.web.job_queue import Job
from evenhand.web.knowledge import Knowledge
from evenhand.web.wire.jobs import ReportRequest, ReportResult


def report_work(asked: ReportRequest, knowledge: Knowledge) -> Callable[[Job], None]:
    """The work of a job that makes a report.

    Args:
        asked: What was asked for.
        knowledge: The record.
    """
    scenario = asked.scenario.resolved()

    def work(job: Job) -> None:
        def progress(name: str) -> Callable[[int, int], None]:
            def told(done: int, total: int) -> None:
                job.check()
                job.tell(done, total, name)

            return told

        arguments = arguments_of(
            [(asked.name, scenario)], draws=asked.draws, replicates=asked.replicates,
            seed=asked.seed,
        )  # fmt: skip
        found = answer(knowledge.observations, arguments, workers=1, progress=progress)
        job.tell(1, 2, "writing the page")
        job.file = one_file_report(found)
        file = f"{asked.name.replace(' ', '-')}.html"
        job.show(ReportResult(file=file, url=f"/api/jobs/{job.id}/report", bytes=len(job.file)))

    return work
