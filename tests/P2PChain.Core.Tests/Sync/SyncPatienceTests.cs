using P2PChain.Core.Chain;
using P2PChain.Core.Peers;
using P2PChain.Core.Primitives;
using P2PChain.Core.Sync;
using P2PChain.Core.Tests.Peers;

namespace P2PChain.Core.Tests.Sync;

/// <summary>
/// docs/protocol.md, sync: what a peer that stalls costs, and what a slow line does not. A clock of the test's own
/// moves by deadlines.
/// </summary>
public sealed class SyncPatienceTests
{
    private static readonly PeerId Staller = new(1);
    private static readonly PeerId Honest = new(2);
    private static readonly HeaderNode[] Chain = DrawnHeaders.Chain(40);
    private static readonly Moment Start = new(1_766_620_800_000);

    private readonly SyncPlanner _planner = new();
    private readonly List<SyncAction.Drop> _drops = [];
    private readonly HashSet<Hash256> _had = [];
    private readonly Queue<(Moment Due, Func<IReadOnlyList<SyncAction>> Answer)> _late = new();
    private Moment _now = Start;

    public SyncPatienceTests() => _planner.OnOurTip(DrawnHeaders.Genesis.Work, DrawnHeaders.Genesis.Hash, _now);

    /// <summary>What a peer answers of what it is asked for.</summary>
    public enum Habit
    {
        Nothing,
        HeadersOnly,
        ABodyASession,
        NotFound,
    }

    [Theory]
    [InlineData(Habit.Nothing)]
    [InlineData(Habit.HeadersOnly)]
    [InlineData(Habit.ABodyASession)]
    [InlineData(Habit.NotFound)]
    public void A_peer_that_stalls_and_claims_the_most_costs_a_sync_from_another_one_second_at_most(Habit habit)
    {
        Claim(Staller, 1_000_000);
        Claim(Honest, 100_000);
        while (_had.Count < Chain.Length)
        {
            if (!TryServe(habit)) TimeOut();
            Assert.InRange(_now.Since(Start).TotalSeconds, 0, 1);
            // Both go on claiming, as they do with every ping.
            Claim(Staller, 2_000_000);
            Claim(Honest, 100_000);
        }
        Assert.Equal(habit is Habit.HeadersOnly or Habit.ABodyASession, _now > Start);
    }

    [Fact]
    public void The_third_request_in_ten_minutes_that_is_never_answered_costs_the_connection()
    {
        foreach (var seconds in new[] { 10, 20, 40 })
        {
            Assert.Empty(_drops);
            Claim(Staller, 1_000_000);
            Do(_planner.OnLocator([DrawnHeaders.Genesis.Hash], _now));
            Assert.Equal(seconds, _planner.Deadline!.Value.Since(_now).TotalSeconds);
            TimeOut();
        }
        Assert.Equal((Staller, PeerFaultCode.NoAnswer), (Assert.Single(_drops).Peer, _drops[0].Fault.Code));
        Assert.True(_planner.IsIdle);
    }

    [Fact]
    public void Two_unanswered_requests_are_forgotten_after_ten_minutes()
    {
        for (var i = 0; i < 20; i++)
        {
            Claim(Staller, 1_000_000);
            Do(_planner.OnLocator([DrawnHeaders.Genesis.Hash], _now));
            TimeOut();
            _now = _now.Plus(TimeSpan.FromMinutes(4.9));
        }
        Assert.Empty(_drops);
    }

    [Fact]
    public void A_slow_line_that_answers_everything_late_is_never_cut_off_and_gets_through()
    {
        // Headers take 13 s, a body 8 s, one after the other, whatever is asked for meanwhile: 1 Mbit/s with full pages
        // and blocks.
        var lineFree = Start;
        for (var steps = 0; _had.Count < Chain.Length; steps++)
        {
            Assert.True(steps < 5_000 && _now.Since(Start) < TimeSpan.FromMinutes(60), $"{_had.Count} bodies");
            if (_planner.IsIdle) Handle(_planner.OnClaim(Honest, new Work(100_000), Chain[^1].Hash, _now));
            var answer = _late.TryPeek(out var first) ? first.Due : (Moment?)null;
            if (answer is { } due && !(_planner.Deadline < due))
            {
                _now = _now > due ? _now : due;
                Handle(_late.Dequeue().Answer());
            }
            else
            {
                _now = _planner.Deadline!.Value;
                Handle(_planner.OnTime(_now));
            }
        }
        Assert.Empty(_drops);

        void Handle(IReadOnlyList<SyncAction> actions)
        {
            foreach (var action in actions)
            {
                switch (action)
                {
                    case SyncAction.AskLocator: Handle(_planner.OnLocator([DrawnHeaders.Genesis.Hash], _now)); break;
                    case SyncAction.Consider page: Handle(Considered(page)); break;
                    case SyncAction.AskHeaders ask: Later(13, () => Headers(Honest, ask)); break;
                    case SyncAction.AskBlocks ask: foreach (var hash in ask.Hashes) Later(8, () => Body(Honest, hash)); break;
                    case SyncAction.Drop drop: _drops.Add(drop); break;
                    default: throw new InvalidOperationException();
                }
            }
        }

        void Later(double seconds, Func<IReadOnlyList<SyncAction>> answer)
        {
            lineFree = (lineFree > _now ? lineFree : _now).Plus(TimeSpan.FromSeconds(seconds));
            _late.Enqueue((lineFree, answer));
        }
    }

    private readonly List<SyncAction> _asked = [];

    private void Claim(PeerId peer, ulong work) => Do(_planner.OnClaim(peer, new Work(work), Chain[^1].Hash, _now));

    private void TimeOut()
    {
        _now = _planner.Deadline!.Value;
        Do(_planner.OnTime(_now));
    }

    /// <summary>What is asked of peers is kept; our own ledger answers at once.</summary>
    private void Do(IReadOnlyList<SyncAction> actions)
    {
        foreach (var action in actions)
        {
            if (action is SyncAction.Drop drop) _drops.Add(drop);
            else _asked.Add(action);
        }
    }

    /// <summary>Our own ledger and the honest peer answer all, the other one by its habit.</summary>
    /// <returns>False if nothing came.</returns>
    private bool TryServe(Habit habit)
    {
        var asked = _asked.ToList();
        _asked.Clear();
        var had = _had.Count;
        foreach (var action in asked)
        {
            switch (action)
            {
                case SyncAction.AskLocator: Do(_planner.OnLocator([DrawnHeaders.Genesis.Hash], _now)); break;
                case SyncAction.AskHeaders ask when ask.Peer == Honest || habit != Habit.Nothing:
                    Do(Headers(ask.Peer, ask));
                    break;
                case SyncAction.Consider page: Do(Considered(page)); break;
                case SyncAction.AskBlocks ask when ask.Peer == Honest: foreach (var hash in ask.Hashes) Do(Body(Honest, hash)); break;
                case SyncAction.AskBlocks ask when habit == Habit.ABodyASession: Do(Body(Staller, ask.Hashes[0])); break;
                case SyncAction.AskBlocks ask when habit == Habit.NotFound: Do(_planner.OnNotFound(Staller, ask.Hashes, _now)); break;
                default: break;
            }
        }
        return _asked.Count > 0 || _had.Count > had;
    }

    private IReadOnlyList<SyncAction> Headers(PeerId peer, SyncAction.AskHeaders ask) =>
        _planner.OnHeaders(peer, ask.Id, [.. Chain.Select(DrawnHeaders.Item)], more: false, _now);

    private IReadOnlyList<SyncAction> Considered(SyncAction.Consider page) => _planner.OnConsidered(
        page.Peer, page.Id, Chain[^1].Point, [.. Chain.Select(node => node.Hash).Where(hash => !_had.Contains(hash))], null, _now);

    private IReadOnlyList<SyncAction> Body(PeerId peer, Hash256 hash)
    {
        _had.Add(hash);
        var tip = Chain.TakeWhile(node => _had.Contains(node.Hash)).LastOrDefault();
        if (tip is not null) _planner.OnOurTip(tip.Work, tip.Hash, _now);
        return _planner.OnKnownBody(peer, hash, Verdict.Connected.Instance, default, _now);
    }
}
