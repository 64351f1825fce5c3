using System.Collections.Immutable;
using Akka.Actor;
using Akka.Event;
using P2PChain.Actors.Console.News;
using P2PChain.Actors.Ledger;
using P2PChain.Actors.Net;
using P2PChain.Actors.Net.Sync;
using P2PChain.Core.Chain;
using P2PChain.Core.Crypto;
using P2PChain.Core.Json;
using P2PChain.Core.Model;
using P2PChain.Core.Peers;
using P2PChain.Core.Pool;
using P2PChain.Core.Primitives;
using P2PChain.Core.Sync;
using static P2PChain.Actors.Console.AnswerProtocol;
using static P2PChain.Actors.Console.ConsoleProtocol;
using static P2PChain.Actors.Console.NewsProtocol;

namespace P2PChain.Actors.Console;

/// <summary>Turns commands into messages of the node, and the node's events into replies and news.</summary>
internal sealed class ConsoleActor : UntypedActor, IWithTimers
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan SyncPoll = TimeSpan.FromMilliseconds(200);

    private readonly ConsoleContext _context;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly HashSet<IActorRef> _screens = [];
    private readonly Outcomes _outcomes = new();
    private readonly Dictionary<PeerId, string> _addresses = [];
    private readonly Dictionary<PeerId, (PublicKey? Key, bool IsProven)> _keys = [];
    private readonly ChainNews _news;
    private readonly SyncWatches _syncs = new();
    private ImmutableArray<PeerClaim> _claims = [];
    private readonly RateLimit _peerNews = new(TimeSpan.FromSeconds(1), 30); // peers may come and go often
    private readonly Moment _startedAt = Elapsed;

    public ConsoleActor(ConsoleContext context)
    {
        _context = context;
        _news = new ChainNews(context.Key, _addresses);
    }

    public ITimerScheduler Timers { get; set; } = null!;

    private static UnixTime Now => UnixTime.From(Context.System.Scheduler.Now);

    private static Moment Elapsed => Moment.From(Context.System.Scheduler.MonotonicClock);

    internal static Props Props(ConsoleContext context) => Akka.Actor.Props.Create(() => new ConsoleActor(context));

    protected override void PreStart()
    {
        _context.Chain.Tell(ChainProtocol.GetKeptRewrites.Instance);
        _context.Chain.Tell(ChainProtocol.Subscribe.Instance);
        _context.Peers.Tell(PeerProtocol.Subscribe.Instance);
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Watch: OnWatch(); break;
            case Terminated gone: _screens.Remove(gone.ActorRef); break;
            case Command command: OnCommand(command); break;
            case SignerProtocol.Signed signed: _outcomes.OnSigned(signed); break;
            case ChainProtocol.SimilarItems similar: OnSimilar(similar); break;
            case ChainProtocol.DraftRefused(var ticket, var refusal):
                Reply(_outcomes.OnDraftRefused(ticket, refusal));
                break;
            case ChainProtocol.TransactionVerdict(var transaction, var admission):
                Reply(_outcomes.OnVerdict(transaction, admission));
                break;
            case PeerProtocol.PeerCame(var view, _): OnPeerCame(view); break;
            case PeerProtocol.PeerWent(var view, var fault): OnPeerWent(view, fault); break;
            case PeerProtocol.TwinMet(var address): Tell(new TwinNews(address)); break;
            case IChainEvent happened: OnEvent(happened); break;
            case NewsCheck: AskForNews(); break;
            case SyncProtocol.Claims claims: _claims = claims.All; break;
            case PeerProtocol.PeerList list: OnSyncTarget(SyncTarget.Of(_claims, list.Connected).Height); break;
            case ChainProtocol.ChainTip: break;
            case ChainProtocol.KeptRewrites(var kept): _news.Restore(kept, Now, Elapsed); break;
            case GetReach: OnGetReach(); break;
            case Reach reach:
                Tell(_news.Own()); // the screen needs both to end a session
                Sender.Tell(reach);
                break;
            case SyncCheck: _ = SyncStateAsync().PipeTo(Self); break;
            case SyncWatches.State state: OnSyncState(state); break;
            default: Unhandled(message); break;
        }
    }

    /// <summary>A new screen is told the connected peers and the alarms.</summary>
    private void OnWatch()
    {
        if (!_screens.Add(Sender)) return;
        Context.Watch(Sender);
        foreach (var (id, address) in _addresses) Sender.Tell(News(address, _keys[id]));
        foreach (var alarm in _news.Alarms(Elapsed)) Sender.Tell(alarm);
    }

    private void OnPeerCame(PeerView view)
    {
        var isHere = IsHere(view);
        _addresses[view.Id] = view.Address;
        _keys[view.Id] = (view.Key, view.IsProven);
        if (!isHere && _peerNews.TryTake(Elapsed)) Tell(News(view.Address, _keys[view.Id]));
    }

    private void OnPeerWent(PeerView view, PeerFault fault)
    {
        _addresses.Remove(view.Id);
        _keys.Remove(view.Id);
        if (!IsHere(view) && _peerNews.TryTake(Elapsed))
            Tell(News(view.Address, (view.Key, view.IsProven), fault));
    }

    private static PeerNews News(string address, (PublicKey? Key, bool IsProven) peer, PeerFault? end = null) =>
        new(address, IsConnected: end is null, end?.ToString() ?? "") { Key = peer.IsProven ? peer.Key : null };

    /// <summary>Whether the same node has another connection. Then this one and its end are no news.</summary>
    private bool IsHere(PeerView view) => view.Key is not null && _keys.ContainsValue((view.Key, view.IsProven));

    private void OnCommand(Command command)
    {
        switch (command)
        {
            case Request(var id, var uids, var note):
                var items = uids.Distinct();
                Sign(id, [.. items.Select(uid => new ChainProtocol.Move(TransactionType.Request, uid, note))]);
                break;
            case Release(var id, var uid): Sign(id, [new ChainProtocol.Move(TransactionType.Release, uid)]); break;
            case ListItems(var id, var areHeld): Answer(id, Ask(new ChainProtocol.GetItems(areHeld)), Items); break;
            case ShowItem(var id, var uid): Answer(id, Ask(new ChainProtocol.GetItem(uid, 1)), ItemAnswers.Item); break;
            case ShowHistory(var id, var uid):
                Answer(id, Ask(new ChainProtocol.GetItem(uid, int.MaxValue)), ItemAnswers.History);
                break;
            case ListHeld or ShowBlock or ListPool or Explain:
                Answer(command.Id, LookupAnswers.AskAsync(command, _context), static result => result);
                break;
            case Connect(var id, var host, var port):
                var connect = new PeerProtocol.ConnectTo(new HostPort(host, port));
                Answer(id, _context.Peers.Query(connect, _context.ConnectPatience), Connected);
                break;
            case Disconnect(var id, var host, var port):
                var disconnect = new PeerProtocol.DisconnectFrom(new HostPort(host, port));
                Answer(id, AskPeers(disconnect), Disconnected);
                break;
            case MakeBan(var id, var ban): Answer(id, AskPeers(ban), static result => new Banned(result)); break;
            case LiftBan(var id, var unban): Answer(id, AskPeers(unban), static result => new Unbanned(result)); break;
            case ListBans(var id):
                Answer(id, AskPeers(BanProtocol.GetBans.Instance), static bans => new Bans(bans.InForce));
                break;
            case ListPeers(var id): Answer(id, AskPeers(PeerProtocol.GetPeers.Instance), Peers); break;
            case Sync(var id): OnSync(id); break;
            case WhoAmI(var id): Sender.Tell(new Reply(id, _context.Identity, IsLast: true)); break;
            case GetStatus(var id): Answer(id, StatusAsync(), status => status); break;
            default: throw new System.Diagnostics.UnreachableException();
        }
    }

    private Task<TAnswer> Ask<TAnswer>(IQuery<TAnswer> question) => _context.Lookups.Query(question, Patience);

    private Task<TAnswer> AskPeers<TAnswer>(IQuery<TAnswer> question) => _context.Peers.Query(question, Patience);

    /// <summary>Replies to the screen when the answer comes, or when it does not come in time.</summary>
    private void Answer<TAnswer>(long id, Task<TAnswer> question, Func<TAnswer, IResult> result) =>
        _ = question.PipeTo(
            Sender,
            Self,
            answer => new Reply(id, result(answer), IsLast: true),
            error => new Reply(id, Failure(error), IsLast: true));

    private static Failed Failure(Exception error) =>
        new(error is AskTimeoutException ? "no answer in time" : error.Message);

    private void Sign(long id, ImmutableArray<ChainProtocol.Move> moves)
    {
        var ticket = _outcomes.Open(Sender, id, moves);
        _context.Lookups.Tell(new ChainProtocol.GetSimilar(ticket, [.. moves.Select(move => move.Uid)]));
    }

    private void OnSimilar(ChainProtocol.SimilarItems similar)
    {
        Reply(_outcomes.OnSimilar(similar));
        while (_outcomes.TakeCompared() is { } wish) _context.Signer.Tell(wish);
    }

    /// <summary>Replies to commands go before news.</summary>
    private void OnEvent(IChainEvent happened)
    {
        switch (happened)
        {
            case ChainEvents.TransactionConfirmed(var tx, var height): Reply(_outcomes.OnConfirmed(tx, height)); break;
            case ChainEvents.TransactionRefused({ Source.Origin: PoolOrigin.Here } refused):
                Reply(_outcomes.OnRefused(refused.Transaction, refused.Refusal));
                break;
            default: break;
        }
        Tell(_news.On(happened, Elapsed));
        if (_news.IsWaiting && !Timers.IsTimerActive(NewsCheck.Instance))
            Timers.StartPeriodicTimer(NewsCheck.Instance, NewsCheck.Instance, CatchUp.Settle);
    }

    private void OnSyncTarget(long height)
    {
        Tell(_news.OnTime(height, Elapsed));
        if (!_news.IsWaiting) Timers.Cancel(NewsCheck.Instance);
    }

    /// <summary>Without Ask: this happens all the time, also where no person looks.</summary>
    private void AskForNews()
    {
        _context.Sync.Tell(SyncProtocol.GetClaims.Instance);
        _context.Peers.Tell(PeerProtocol.GetPeers.Instance);
    }

    private static void Reply(IEnumerable<Outcomes.Due> replies)
    {
        foreach (var (screen, reply) in replies) screen.Tell(reply);
    }

    private void Tell(IEnumerable<INews> told)
    {
        foreach (var news in told) Tell(news);
        foreach (var rewrite in _news.TakeChanged(Now, Elapsed))
            _context.Chain.Tell(new ChainProtocol.KeepRewrite(rewrite));
    }

    private void Tell(INews news)
    {
        if (Alarm.Of(news) is { } sentence) _log.Warning(sentence);
        foreach (var screen in _screens) screen.Tell(news);
    }

    private Items Items(ChainProtocol.ItemList list) => new(list.AreHeld, list.Items, _context.Key);

    private static IResult Connected(PeerProtocol.ConnectResult result) =>
        result.Peer is { } peer
            ? new Connected(peer)
            : new NotConnected(Text(result.Address), result.Reason) { IsForgotten = result.IsForgotten };

    private static Disconnected Disconnected(PeerProtocol.DisconnectResult result) =>
        new(Text(result.Address), result.WasConnected, [.. result.Forgotten.Select(Text)]);

    private static Peers Peers(PeerProtocol.PeerList list) =>
        new(list.Connected, list.Dialling, list.Record) { Named = list.Named, Bans = list.Bans };

    private static string Text(HostPort address) => SafeText.Of(address.ToString(), 300);

    private Task<AnswerProtocol.Status> StatusAsync() =>
        StatusAnswer.AskAsync(_context, Elapsed.Since(_startedAt), _news.Rewrites(Elapsed), Now);

    /// <summary>The answer passes through this actor's mailbox, so it comes after the chain's earlier events.</summary>
    private void OnGetReach() => _ = PeerReach.AskAsync(_context.Lookups, _context.Peers)
        .PipeTo(Self, Sender, failure: static _ => new Reach(HasPeers: true, IsInStep: false, Height: 0));

    private void OnSync(long id)
    {
        _syncs.Add(id, Sender, Elapsed);
        _context.Sync.Tell(SyncProtocol.AskAnew.Instance);
        _context.Peers.Tell(PeerProtocol.AskTips.Instance);
        Timers.StartPeriodicTimer(SyncCheck.Instance, SyncCheck.Instance, SyncPoll);
    }

    private async Task<SyncWatches.State> SyncStateAsync()
    {
        var context = _context;
        var claims = await context.Sync.Query(SyncProtocol.GetClaims.Instance, Patience);
        var peers = await AskPeers(PeerProtocol.GetPeers.Instance);
        var tip = await context.Lookups.Query(ChainProtocol.GetTip.Instance, Patience);
        return new SyncWatches.State(tip, peers.Connected, claims.All);
    }

    private void OnSyncState(SyncWatches.State state)
    {
        foreach (var (screen, reply) in _syncs.Take(state, Elapsed)) screen.Tell(reply);
        if (_syncs.IsEmpty) Timers.Cancel(SyncCheck.Instance);
        else _context.Peers.Tell(PeerProtocol.AskTips.Instance);
    }

    private sealed class NewsCheck
    {
        public static readonly NewsCheck Instance = new();
    }

    private sealed class SyncCheck
    {
        public static readonly SyncCheck Instance = new();
    }
}
