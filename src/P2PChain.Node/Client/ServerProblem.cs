using P2PChain.Actors;
using P2PChain.Node.Screen;

namespace P2PChain.Node.Client;

/// <summary>The problem details of a node as a sentence and an exit code.</summary>
internal static class ServerProblem
{
    private const string Kind = "urn:p2pchain:error:";

    /// <summary>The failure; null if the document has no problem of a node.</summary>
    /// <param name="answer">The answer.</param>
    /// <param name="shown">The address of the node.</param>
    /// <param name="hasToken">Whether a token was sent.</param>
    public static ClientException? Of(Answer answer, string shown, bool hasToken)
    {
        if (NodeClient.Text(answer.Document, "type") is not { } type) return null;
        if (!type.StartsWith(Kind, StringComparison.Ordinal)) return null;
        var detail = SafeLine.Of(NodeClient.Text(answer.Document, "detail") ?? "");
        return (int)answer.Status switch
        {
            401 => new ClientException(ExitCode.Error, hasToken
                ? $"The node at {shown} refuses this token: give that of its data directory with --token FILE, "
                    + "and unset P2PCHAIN_TOKEN if it has another."
                : $"The node at {shown} wants its token: give the file http.token of its data directory "
                    + "with --token FILE, or its text in P2PCHAIN_TOKEN."),
            400 => new ClientException(ExitCode.Usage, detail),
            404 when type != Kind + "no-route" => new ClientException(ExitCode.NotFound, detail),
            404 => new ClientException(
                ExitCode.Error, $"The node at {shown} has no such operation: its version is another."),
            429 or 502 or 503 => new ClientException(ExitCode.Unknown, detail),
            _ => new ClientException(ExitCode.Error, detail),
        };
    }
}
