using P2PChain.Core.Primitives;

namespace P2PChain.Core.Sync;

/// <summary>The choice of the peers that are asked for headers first, and the next time to look again.</summary>
/// <param name="claimants">The peers.</param>
/// <param name="sessions">The present sessions.</param>
/// <param name="markEvery">Blocks from one mark of a session to the next.</param>
internal sealed class SyncQuestions(Claimants claimants, SyncSessions sessions, int markEvery)
{
    /// <summary>Asks peers that were not asked yet about their claims.</summary>
    public void AskFirst(List<SyncAction> actions, Moment now)
    {
        var isLocating = sessions.IsLocating;
        foreach (var (peer, claimant) in claimants.Waiting(now))
        {
            if (!MayAsk(peer, claimant, now)) continue;
            sessions.Add(new SyncSession(peer, claimant.Claim!.Value)
            {
                MarkEvery = markEvery,
                Deadline = now.Plus(SyncLimits.HeadersTimeoutMin),
            });
        }
        if (!isLocating && sessions.IsLocating) actions.Add(new SyncAction.AskLocator());
    }

    private bool MayAsk(PeerId peer, Claimant claimant, Moment now) =>
        sessions.Find(peer) is null
        && !sessions.Covers(claimant.Claim!.Value, now)
        && (claimant.IsChosen || QuestionsBefore(claimant.Rank, now) < SyncLimits.QuestionsMax);

    /// <summary>Questions that a peer of this rank waits for. Late peers keep no other waiting.</summary>
    private int QuestionsBefore(PeerRank rank, Moment now) => sessions.All
        .Where(session => session.Stage is SyncStage.Locating || SyncSessions.IsBrisk(session, now))
        .Where(static session => session.Last is null)
        .Count(session => claimants[session.Peer] is { IsChosen: false } asked && asked.Rank <= rank);

    /// <summary>When time alone changes something; null if nothing is awaited.</summary>
    public Moment? NextDeadline(Moment now)
    {
        Moment? next = null;
        foreach (var time in new[] { sessions.Deadline, claimants.PauseEnd(now), BriskEnd(now) })
            if (time is not null && !(next <= time)) next = time;
        return next;
    }

    private Moment? BriskEnd(Moment now) =>
        sessions.All.Any(static session => session.Stage is SyncStage.Following or SyncStage.Ready)
        || claimants.Waiting(now).Exists(waiting => sessions.Find(waiting.Peer) is null)
            ? sessions.BriskEnd(now)
            : null;
}
