using System.Collections.Immutable;
using P2PChain.Actors;
using P2PChain.Core.Primitives;
using static P2PChain.Actors.Console.AnswerProtocol;
using static P2PChain.Actors.Console.ConsoleProtocol;
using static P2PChain.Actors.Console.NewsProtocol;

namespace P2PChain.Node.Screen;

/// <summary>The outcome of one session's commands: the exit code, and the open moves.</summary>
internal sealed class SessionOutcome
{
    // A peer with a block has all earlier blocks, so only the newest transactions matter.
    private const int MovesMax = 10_000;

    private readonly RecentlyUsed<Hash256, Move> _moves = new(MovesMax);
    private int _worst = ExitCode.Ok;
    private Reach? _reach;

    private enum State
    {
        /// <summary>In no block.</summary>
        Waiting,

        /// <summary>In a block of this node.</summary>
        Confirmed,

        /// <summary>In a block that a peer has too.</summary>
        Held,

        /// <summary>A better chain undid it.</summary>
        Superseded,
    }

    /// <summary>Whether a confirmed move waits again, or waits for a peer with its block.</summary>
    public bool IsOpen => Has(State.Waiting)
        || (Has(State.Confirmed) && _reach is not { HasPeers: false, IsConnected: false });

    /// <summary>The worst of the commands so far.</summary>
    public int Code
    {
        get
        {
            var code = Has(State.Superseded) ? ExitCode.Worse(_worst, ExitCode.Refused) : _worst;
            var isHereOnly = Has(State.Confirmed) && _reach is not { HasPeers: false };
            return isHereOnly || Has(State.Waiting) ? ExitCode.Worse(code, ExitCode.Unknown) : code;
        }
    }

    /// <summary>A command got no answer in time.</summary>
    public void OnUnanswered() => _worst = ExitCode.Worse(_worst, ExitCode.Unknown);

    /// <summary>A command got an answer.</summary>
    public void On(IResult result)
    {
        if (result is Confirmed confirmed)
            _moves.Set(confirmed.TxId, new Move(confirmed.Uid, State.Confirmed, confirmed.Height));
        _worst = ExitCode.Worse(_worst, CodeOf(result));
    }

    /// <summary>News of the node, perhaps about a confirmed move of this session.</summary>
    public void On(INews news)
    {
        switch (news)
        {
            case SupersededNews lost: Change(lost.TxId, State.Superseded, 0); break;
            case ReturnedNews returned: Change(returned.TxId, State.Waiting, 0); break;
            case ManyOwnNews many:
                foreach (var one in many.Each) On(one);
                break;
            case ConfirmedNews confirmed: Change(confirmed.TxId, State.Confirmed, confirmed.Height); break;
        }
    }

    /// <summary>The height that peers have reached.</summary>
    public void On(Reach reach)
    {
        _reach = reach;
        foreach (var (txId, move) in In(State.Confirmed).Where(entry => entry.Move.Height <= reach.Height).ToList())
            _moves.Set(txId, move with { State = State.Held });
    }

    /// <summary>The lines for open moves that are given up.</summary>
    public ImmutableArray<ScreenLine> GivenUp(TimeSpan after) => IsOpen
        ?
        [
            .. In(State.Waiting).Select(entry => ScreenLine.Of(
                $"{entry.Move.Uid}: not in a block again after {Spoken.Span(after)}; "
                + "the node has kept it and goes on when it runs again",
                Tone.Notice)),
            .. In(State.Confirmed).Select(entry => ScreenLine.Of(
                $"{entry.Move.Uid}: confirmed here only: {NotHeld(entry.Move.Height, after)}",
                Tone.Bad)),
        ]
        : [];

    private string NotHeld(long height, TimeSpan after) => _reach is { IsAmongPlainPeers: true }
        ? $"nodes of the original network do not say which blocks they have, so {Spoken.Span(after)} told nothing "
            + $"of block {Spoken.Height(height)}; run this node for a minute, then peers shows the difference"
        : $"no peer has block {Spoken.Height(height)} after {Spoken.Span(after)}; "
            + "another node may take the item first, so run this node until status shows it in step";

    /// <summary>The exit code of a command that ends with an answer.</summary>
    public static int CodeOf(IResult result) => result switch
    {
        Refused => ExitCode.Refused,
        ItemNotFound or BlockNotFound or TransactionNotFound or HolderNotFound => ExitCode.NotFound,
        Disconnected { WasConnected: false, Forgotten: [] } => ExitCode.NotFound,
        Banned { Result.Made: null } or Unbanned { Result.Lifted: null } => ExitCode.NotFound,
        NotConnected or Failed => ExitCode.Unknown,
        SyncResult sync when sync.PeersInStep < sync.PeersAsked => ExitCode.Unknown,
        _ => ExitCode.Ok,
    };

    private bool Has(State state) => In(state).Any();

    private IEnumerable<(Hash256 TxId, Move Move)> In(State state) =>
        _moves.Entries.Reverse()
            .Where(entry => entry.Value.State == state)
            .Select(static entry => (entry.Key, entry.Value));

    private void Change(Hash256 txId, State state, long height)
    {
        if (_moves.TryGet(txId, out var move)) _moves.Set(txId, move with { State = state, Height = height });
    }

    private sealed record Move(ItemId Uid, State State, long Height);
}
