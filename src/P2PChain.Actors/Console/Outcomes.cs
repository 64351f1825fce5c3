using System.Collections.Immutable;
using Akka.Actor;
using P2PChain.Actors.Ledger;
using P2PChain.Core.Custody;
using P2PChain.Core.Model;
using P2PChain.Core.Pool;
using P2PChain.Core.Primitives;
using static P2PChain.Actors.Console.AnswerProtocol;
using static P2PChain.Actors.Console.ConsoleProtocol;

namespace P2PChain.Actors.Console;

/// <summary>
/// The requests and releases under way: the screen that asked, and the outcome of each transaction. A request is
/// compared with known ids, signed, accepted, and confirmed or refused. Each method returns the replies that are due.
/// </summary>
internal sealed class Outcomes
{
    private readonly Dictionary<long, OpenRequest> _unsigned = [];
    private readonly Queue<OpenRequest> _uncompared = [];
    private readonly Dictionary<Hash256, OpenRequest> _signed = [];
    private long _lastTicket;

    /// <summary>A reply and the screen that gets it.</summary>
    public readonly record struct Due(IActorRef Screen, Reply Reply);

    /// <summary>A screen asks for moves.</summary>
    /// <param name="screen">The screen.</param>
    /// <param name="id">The command's id.</param>
    /// <param name="moves">The moves, at least one, all of one type.</param>
    /// <returns>The ticket of the request.</returns>
    public long Open(IActorRef screen, long id, ImmutableArray<ChainProtocol.Move> moves)
    {
        var request = new OpenRequest(++_lastTicket, screen, id, moves);
        _unsigned.Add(request.Ticket, request);
        _uncompared.Enqueue(request);
        return request.Ticket;
    }

    /// <summary>The known ids that are similar to a request's are found. Readers may overtake each other.</summary>
    public IEnumerable<Due> OnSimilar(ChainProtocol.SimilarItems similar)
    {
        var request = _unsigned[similar.Ticket];
        request.IsCompared = true;
        return [.. similar.Found.Select(pair => request.Tell(new SimilarKnown(pair.Key, pair.Value), isLast: false))];
    }

    /// <summary>
    /// The next request to sign; null while its ids are compared. Requests are signed as they were typed.
    /// </summary>
    public SignerProtocol.SignAndSubmit? TakeCompared() =>
        _uncompared.TryPeek(out var next) && next.IsCompared
            ? new SignerProtocol.SignAndSubmit(_uncompared.Dequeue().Ticket, next.Moves)
            : null;

    /// <summary>The ledger refuses a request as a whole.</summary>
    public IEnumerable<Due> OnDraftRefused(long ticket, Refusal refusal) =>
        _unsigned.Remove(ticket, out var request) ? [request.Tell(new Refused(request.Type, refusal))] : [];

    /// <summary>A request is signed. Its outcomes are those of its transactions.</summary>
    public void OnSigned(SignerProtocol.Signed signed)
    {
        if (!_unsigned.Remove(signed.Ticket, out var request)) return;
        foreach (var transaction in signed.Transactions)
        {
            request.Undecided.Add(transaction.TxId);
            _signed.Add(transaction.TxId, request);
        }
    }

    /// <summary>The pool has judged a transaction.</summary>
    public IEnumerable<Due> OnVerdict(Transaction transaction, Admission admission)
    {
        if (admission is Admission.Refused(var refusal)) return OnRefused(transaction, refusal);
        if (!_signed.TryGetValue(transaction.TxId, out var request)) return [];
        var waitsUntil = (admission as Admission.Accepted)?.WaitsUntil;
        return [request.Tell(new Accepted(transaction.Uid, transaction.Content.Type, transaction.TxId, waitsUntil))];
    }

    /// <summary>A transaction is refused, by the pool or after it had waited.</summary>
    public IEnumerable<Due> OnRefused(Transaction transaction, Refusal refusal) =>
        Close(transaction.TxId, new Refused(transaction.Content.Type, refusal));

    /// <summary>A block that joined the best chain holds a transaction.</summary>
    public IEnumerable<Due> OnConfirmed(Transaction transaction, long height) => Close(
        transaction.TxId, new Confirmed(transaction.Uid, transaction.Content.Type, transaction.TxId, height));

    private IEnumerable<Due> Close(Hash256 txId, IResult result)
    {
        if (!_signed.Remove(txId, out var request)) return [];
        request.Undecided.Remove(txId);
        return [request.Tell(result)];
    }

    private sealed class OpenRequest(long ticket, IActorRef screen, long id, ImmutableArray<ChainProtocol.Move> moves)
    {
        public long Ticket => ticket;

        public ImmutableArray<ChainProtocol.Move> Moves => moves;

        public TransactionType Type => moves[0].Type;

        public bool IsCompared { get; set; }

        public HashSet<Hash256> Undecided { get; } = [];

        /// <summary>A result; the last one when no transaction is undecided.</summary>
        public Due Tell(IResult result) => Tell(result, isLast: Undecided.Count == 0);

        public Due Tell(IResult result, bool isLast) => new(screen, new Reply(id, result, isLast));
    }
}
