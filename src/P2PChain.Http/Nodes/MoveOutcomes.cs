using System.Collections.Immutable;
using P2PChain.Core.Model;
using P2PChain.Core.Primitives;
using P2PChain.Http.Documents;
using static P2PChain.Actors.Console.AnswerProtocol;

namespace P2PChain.Http.Nodes;

/// <summary>Collects the replies to a request or release, item by item.</summary>
/// <param name="words">The sentences for people.</param>
/// <param name="items">The number of items.</param>
internal sealed class MoveOutcomes(IWords words, int items)
{
    private readonly SortedDictionary<ItemId, OutcomeDocument> _outcomes = [];
    private readonly Dictionary<ItemId, ImmutableArray<string>> _similar = [];

    /// <summary>Whether each item is accepted, confirmed or refused.</summary>
    public bool AreKnown => _outcomes.Count == items;

    /// <summary>Whether each item is confirmed or refused.</summary>
    public bool AreFinal => AreKnown && _outcomes.Values.All(static outcome => outcome.State != "accepted");

    /// <summary>Whether the ledger refused the request as a whole, or each item.</summary>
    public bool AreRefused =>
        _outcomes.Count > 0 && _outcomes.Values.All(static outcome => outcome.Refusal is not null);

    /// <summary>The outcomes so far, in the order of the ids.</summary>
    public MovesDocument Document => new([.. _outcomes.Values]);

    /// <summary>Takes a reply.</summary>
    public void On(IResult result)
    {
        switch (result)
        {
            case SimilarKnown(var uid, var similar): _similar[uid] = [.. similar.Select(static id => id.Text)]; break;
            case Accepted(var uid, var type, var txId, var waitsUntil):
                Set(uid, type, "accepted", outcome => outcome with
                {
                    Txid = txId.ToString(),
                    WaitsUntil = waitsUntil is { } until ? Times.Of(until) : null,
                });
                break;
            case Confirmed(var uid, var type, var txId, var height):
                Set(uid, type, "confirmed", outcome => outcome with { Txid = txId.ToString(), Height = height });
                break;
            case Refused(var type, var refusal):
                Set(refusal.Uid, type, "refused", outcome => outcome with
                {
                    Txid = _outcomes.GetValueOrDefault(refusal.Uid)?.Txid,
                    Refusal = RefusalDocument.Of(type, refusal, words),
                });
                break;
            default: break;
        }
    }

    private void Set(
        ItemId uid, TransactionType type, string state, Func<OutcomeDocument, OutcomeDocument> complete)
    {
        var similar = _similar.GetValueOrDefault(uid, []);
        _outcomes[uid] = complete(new OutcomeDocument(
            uid.Text, MoveDocument.TypeOf(type), state, null, null, null, null, similar));
    }
}
