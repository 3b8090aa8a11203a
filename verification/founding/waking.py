"""What has a worker look at what founding left it; a sweeper repeats it. Arguments are row numbers."""

from accounts import waking


class Wake:
    """One method per thing that waits for a worker; each wakes it once the running transaction has committed."""

    @staticmethod
    def archive(pk: int) -> None:
        """Have the export of a place made."""
        waking.after_commit("verification.founding.jobs.make_archive", queue="bulk", archive_id=pk)

    @staticmethod
    def invitation(pk: int) -> None:
        """Have an invitation sent."""
        waking.after_commit("verification.founding.jobs.send_invitation", invitation_id=pk)

    @staticmethod
    def freeing() -> None:
        """Have the members of a place that is no more set free."""
        waking.after_commit("verification.founding.jobs.free_members", queue="bulk")
