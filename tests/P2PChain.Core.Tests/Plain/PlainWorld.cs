using System.Globalization;
using System.Text;
using P2PChain.Core.Crypto;
using P2PChain.Core.Model;
using P2PChain.Core.Plain;
using P2PChain.Core.Primitives;
using P2PChain.Core.Wire;
using P2PChain.Testing.Oracle;
using P2PChain.Testing.Plain;

namespace P2PChain.Core.Tests.Plain;

/// <summary>
/// One of our chains, one node of the original network, the lines on their way between them, and the model that decides
/// what to push.
/// </summary>
internal sealed class PlainWorld
{
    private static readonly Signature Signature = Signature.Parse("3006020101020101");
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(1700);

    private readonly PlainTimes _times = new();
    private readonly Random _random;
    private readonly List<Transaction> _ours = [];
    private readonly Dictionary<string, (double Timestamp, string? Holder)> _custody = [];
    private readonly Queue<object> _toThem = new();
    private readonly Queue<object> _toUs = new();
    private readonly HashSet<string> _seenThere = [];
    private readonly double _clockAhead;
    private double _theirLast;
    private Moment _now = new(1_766_650_000_000);

    public PlainWorld(int seed)
    {
        _random = new Random(seed);
        _clockAhead = (_random.NextDouble() * 6) - 3;
        Model = new PlainPeer(_times);
        Cursor = new PushCursor(_times);
        There = new PlainChain(Seconds, checkSignatures: false);
    }

    public PlainPeer Model { get; }

    public PushCursor Cursor { get; }

    public PlainChain There { get; }

    /// <summary>
    /// Pushes that the peer had already, but for those that set an item right there after an older transaction overtook
    /// its newest on the way: none, ever, where nobody else pushes.
    /// </summary>
    public int Repeated { get; private set; }

    public int Pushed { get; private set; }

    public int Reads { get; private set; }

    public IEnumerable<(string Uid, string Holder)> HeldHere =>
        _custody.Where(item => item.Value.Holder is not null).Select(item => (item.Key, item.Value.Holder!)).OrderBy(item => item.Key, StringComparer.Ordinal);

    public IEnumerable<(string Uid, string Holder)> HeldThere => There.Allocated.Select(item => (item.Key, item.Value));

    private double Seconds => _now.Milliseconds / 1000.0;

    /// <summary>Something happens somewhere.</summary>
    /// <param name="agreed">Whether people work only at what both sides know alike: then nothing conflicts.</param>
    /// <param name="others">Whether another node of ours pushes to the same peer.</param>
    public void Happen(bool agreed, bool others)
    {
        var uid = "item-" + _random.Next(6).ToString(CultureInfo.InvariantCulture);
        switch (_random.Next(others ? 9 : 8))
        {
            case 0 or 1: WorkHere(uid, agreed); break;
            case 2 or 3: WorkThere(uid, agreed); break;
            case 4: DeliverToThem(); break;
            case 5: DeliverToUs(); break;
            case 6: Pump(); break;
            case 7: Pass(); break;
            default: PushByAnother(); break;
        }
    }

    /// <summary>Everything arrives, and time passes until nothing more happens.</summary>
    public void Settle()
    {
        for (var i = 0; i < 100; i++)
        {
            while (_toThem.Count > 0) DeliverToThem();
            while (_toUs.Count > 0) DeliverToUs();
            Pump();
            Pass();
        }
    }

    private void WorkHere(string uid, bool agreed)
    {
        var holder = _custody.GetValueOrDefault(uid).Holder;
        if (agreed && !IsAgreed(uid)) return;
        Confirm(Made(uid, holder is null ? TransactionType.Request : TransactionType.Release, "alice", NextTime(uid)));
    }

    private void WorkThere(string uid, bool agreed)
    {
        if (agreed && !IsAgreed(uid)) return;
        var type = There.Allocated.ContainsKey(uid) ? TransactionType.Release : TransactionType.Request;
        // A clock there that is up to three seconds off and never stands still, unless all is to agree.
        _theirLast = Math.Max(_theirLast + 0.001, Seconds + _clockAhead);
        var at = agreed ? NextTime(uid) : _theirLast;
        if (There.Work([Made(uid, type, "peter", at)], Seconds) is { } block) _toUs.Enqueue(block);
        Note();
    }

    /// <summary>Both sides know the item alike, and nothing of it is on its way.</summary>
    private bool IsAgreed(string uid) =>
        _custody.GetValueOrDefault(uid).Holder == There.Allocated.GetValueOrDefault(uid)
        && _ours.Where(transaction => transaction.Uid.Text == uid).All(
            transaction => _seenThere.Contains(SignedText(transaction)))
        && _seenThere.Where(text => text.Contains($"\"{uid}\"", StringComparison.Ordinal)).All(
            text => _ours.Exists(ours => SignedText(ours) == text));

    private bool IsInOrderThere(string uid)
    {
        var times = There.Transactions.Select(text => (SortedDictionary<string, object?>)OracleJson.Read(text)!)
            .Where(transaction => (string)transaction["uid"]! == uid).Select(transaction => (double)transaction["timestamp"]!).ToList();
        return times.Count == 0 || times[^1] == times.Max();
    }

    private double NextTime(string uid) => Math.Max(Seconds, _custody.GetValueOrDefault(uid).Timestamp + 0.001);

    private void PushByAnother()
    {
        if (_ours.Count == 0) return;
        var lacking = _ours.FindIndex(transaction => !_seenThere.Contains(SignedText(transaction)));
        if (lacking >= 0) There.TryAccept(Tree(new PlainBlock(There.Length, default, [_ours[lacking]], 0, Seconds, default)), Seconds);
        Note();
    }

    private void DeliverToThem()
    {
        if (!_toThem.TryDequeue(out var said)) return;
        if (said is PlainBlock push)
        {
            var (text, isRight) = (
                SignedText(push.Transactions.Single()), IsInOrderThere(push.Transactions.Single().Uid.Text));
            if (There.TryAccept(Tree(push), Seconds) && _seenThere.Contains(text) && isRight) Repeated++;
            Note();
        }
        else
            _toUs.Enqueue(There.BlockTexts());
    }

    private void DeliverToUs()
    {
        if (!_toUs.TryDequeue(out var said)) return;
        if (said is string mined)
        {
            var block = Read(mined);
            Model.OnBlock(block, _now);
            Offer(block);
            return;
        }
        Reads++;
        foreach (var text in (IEnumerable<string>)said)
        {
            if (Model.MayPass) Model.OnPassed();
            else if (Read(text) is var block && Model.OnRead(block)) Offer(block);
        }
        Model.OnReadEnd(_now);
    }

    /// <summary>What the connection's actor does whenever something happened.</summary>
    private void Pump()
    {
        Cursor.OnTip(_ours.Count, Hash256.Of(BitConverter.GetBytes(_ours.Count)), _now);
        if (Model.ReadDue <= _now)
        {
            Model.OnAsked(_now);
            _toThem.Enqueue(Message.RequestChain.Instance);
        }
        if (Model.TryTakeRewind(_now, out var height)) Cursor.RewindTo(height);
        while (Model.MayPush && Cursor.NextHeight(_now) is { } highest && Cursor.Height < highest)
        {
            var next = Cursor.Height + 1;
            var transaction = _ours[(int)next - 1];
            if (Model.Judge(transaction, next) == PlainPushVerdict.Push)
            {
                _toThem.Enqueue(new PlainBlock(Model.Length, default, [transaction], 0, Seconds, default));
                Model.OnPushed(transaction, next, _now);
                Pushed++;
            }
            Cursor.MoveTo(next, Hash256.Of(BitConverter.GetBytes((int)next)));
        }
    }

    private void Pass() => _now = _now.Plus(Step);

    private void Offer(PlainBlock block)
    {
        foreach (var transaction in block.Transactions) Confirm(transaction);
    }

    /// <summary>Our rules: custody, and timestamps that rise.</summary>
    private void Confirm(Transaction transaction)
    {
        var item = _custody.GetValueOrDefault(transaction.Uid.Text);
        var isRequest = transaction.Content.Type == TransactionType.Request;
        if (_ours.Contains(transaction)) Model.OnRepeated(transaction.Uid, _ours.FindLastIndex(known => known.Uid == transaction.Uid) + 1);
        if (isRequest != item.Holder is null || transaction.Content.Timestamp <= item.Timestamp) return;
        _custody[transaction.Uid.Text] = (transaction.Content.Timestamp, isRequest ? transaction.Requester.Hex : null);
        _ours.Add(transaction);
    }

    private void Note() => _seenThere.UnionWith(There.Transactions);

    private static Transaction Made(string uid, TransactionType type, string who, double at) =>
        new(new TransactionContent(KeyOf(who), ItemId.Parse(uid), type, at), Signature);

    private static PublicKey KeyOf(string who) => PublicKey.Parse("02" + Hash256.Of(Encoding.ASCII.GetBytes(who)));

    private static string SignedText(Transaction transaction) => Encoding.ASCII.GetString(
        transaction.Content.SigningBytes());

    private static object? Tree(PlainBlock block)
    {
        var line = Encoding.ASCII.GetString(MessageCodec.Encode(new Message.NewPlainBlock(block), null));
        return ((SortedDictionary<string, object?>)OracleJson.Read(line)!)["payload"];
    }

    private static PlainBlock Read(string text) =>
        PlainBlockJson.TryRead(Encoding.ASCII.GetBytes(text), out var block, out var fault) ? block : throw new InvalidOperationException(fault.ToString());
}
