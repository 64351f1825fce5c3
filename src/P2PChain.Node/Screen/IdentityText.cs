using static P2PChain.Actors.Console.AnswerProtocol;

namespace P2PChain.Node.Screen;

/// <summary>The answer to <c>whoami</c>.</summary>
internal static class IdentityText
{
    /// <summary><c>Lyon office · key 02ab… · may request: yes · may mine: yes</c>, with the whole key.</summary>
    public static ScreenLine Of(Identity identity, Spoken say)
    {
        var name = say.Names.IsEmpty ? "" : $"{say.Names.Find(identity.Key) ?? "no name (not in p2pchain.names)"} · ";
        return ScreenLine.Of(
            $"{name}key {identity.Key.Hex} · {StatusText.Rights(identity.Standing, identity.Mining)}");
    }
}
