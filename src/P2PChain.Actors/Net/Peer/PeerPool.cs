using Akka.Actor;
using P2PChain.Actors.Ledger;
using P2PChain.Core.Peers;
using P2PChain.Core.Primitives;
using P2PChain.Core.Wire;

namespace P2PChain.Actors.Net.Peer;

/// <summary>
/// Compares this node's pool with an extended peer's. Then each side sends the transactions that the other lacks.
/// </summary>
internal sealed class PeerPool(PeerContext context, PeerWriter writer, PeerAllowance allowance, IActorRef self)
{
    private static readonly TimeSpan AskEvery = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan AnswerEvery = TimeSpan.FromSeconds(10);
    private const int AnswersAtOnce = 3;

    private readonly RateLimit _questions = new(AskEvery, 1);
    private readonly RateLimit _answers = new(AnswerEvery, AnswersAtOnce);
    private readonly Random _random = new((int)(context.Nonce & int.MaxValue));
    private ulong _salt;
    private uint _lastId;
    private uint? _asked;
    private bool _hasAnswered;
    private bool _mayRequest;

    /// <summary>
    /// Transactions wait. The dialler compares as soon as it is connected. The acceptor does so only if its answer is
    /// older than these transactions.
    /// </summary>
    public void OnOffer(PeerProtocol.Offer offer, Moment now)
    {
        if (!offer.IsAgain && !context.IsOutbound && !_hasAnswered) return;
        if (!_questions.TryTake(now)) return;
        _salt = (ulong)_random.NextInt64();
        _asked = null; // an answer that is still on its way has the salt before
        Ask(new PoolProtocol.GetDigest(_salt));
    }

    /// <summary>A message of the peer.</summary>
    /// <returns>False if it is one too many, or answers no question.</returns>
    public bool TryOn(Message message, Moment now)
    {
        switch (message)
        {
            case Message.PoolDigest theirs when _answers.TryTake(now):
                Ask(new PoolProtocol.GetDiffering(theirs));
                return true;
            case Message.PoolIds(var id, var buckets) when id == _asked:
                _asked = null;
                Ask(new PoolProtocol.Compare(_salt, buckets));
                return true;
            case Message.GetPool request when _mayRequest:
                _mayRequest = false;
                Ask(new PoolProtocol.Find(request));
                return true;
            default: return false;
        }
    }

    /// <summary>An answer of a reader of the ledger.</summary>
    /// <param name="answer">The answer.</param>
    /// <param name="telling">Sends the transactions that the peer lacks.</param>
    /// <param name="fault">The reason to part; null if there is none.</param>
    /// <returns>False for any other message.</returns>
    public bool TryOn(object answer, PeerTelling telling, out PeerFault? fault)
    {
        fault = null;
        switch (answer)
        {
            case PoolProtocol.Digest(var salt, var buckets) when salt == _salt:
                _asked = ++_lastId;
                fault = Send(new Message.PoolDigest(_lastId, salt, buckets));
                return true;
            case PoolProtocol.Differing(var id, var buckets):
                _hasAnswered = true;
                _mayRequest = true;
                fault = SendAnswer(new Message.PoolIds(id, buckets));
                return true;
            case PoolProtocol.Compared(var salt, var difference):
                fault = telling.SendMissing(difference.Ours);
                if (fault is null && !difference.Theirs.IsEmpty)
                    fault = Send(new Message.GetPool(salt, difference.Theirs));
                return true;
            case PoolProtocol.Found(var entries):
                fault = telling.SendMissing(entries);
                return true;
            default: return answer is PoolProtocol.Digest;
        }
    }

    private void Ask(object question) => context.Refs.Readers.Tell(question, self);

    private PeerFault? SendAnswer(Message.PoolIds ids)
    {
        if (!writer.HasRoomForTransactions) return null;
        var frame = MessageCodec.Encode(ids, null);
        allowance.Spend(frame.Length);
        return writer.Send(frame, OutboxPriority.Transactions);
    }

    /// <summary>While the outbox is full, nothing is sent: the pools are compared again later.</summary>
    private PeerFault? Send(Message message) =>
        writer.HasRoomForTransactions ? writer.Send(message, OutboxPriority.Transactions) : null;
}
