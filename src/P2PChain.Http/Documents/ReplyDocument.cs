using System.Collections.Immutable;
using P2PChain.Actors.Console;

namespace P2PChain.Http.Documents;

/// <summary>A reply of the console. A request has several.</summary>
/// <param name="Lines">The lines of the console.</param>
/// <param name="Code">The exit code of a command line that ends with this reply.</param>
/// <param name="Item">The item, if the reply is an outcome of a request or a release.</param>
/// <param name="State">That outcome: <c>accepted</c>, <c>confirmed</c> or <c>refused</c>.</param>
/// <param name="Txid">The transaction; null if nothing was signed.</param>
/// <param name="Height">The block, if it is confirmed.</param>
public sealed record ReplyDocument(
    ImmutableArray<LineDocument> Lines, int Code, string? Item, string? State, string? Txid, long? Height)
    : Document("p2pchain.reply/1")
{
    internal static ReplyDocument Of(AnswerProtocol.IResult result, ImmutableArray<LineDocument> lines, int code) =>
        result switch
        {
            AnswerProtocol.Accepted(var uid, _, var txId, _) =>
                new(lines, code, uid.Text, "accepted", txId.ToString(), null),
            AnswerProtocol.Confirmed(var uid, _, var txId, var height) =>
                new(lines, code, uid.Text, "confirmed", txId.ToString(), height),
            AnswerProtocol.Refused(_, var refusal) => new(lines, code, refusal.Uid.Text, "refused", null, null),
            _ => new(lines, code, null, null, null, null),
        };
}
