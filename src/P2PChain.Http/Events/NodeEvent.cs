namespace P2PChain.Http.Events;

/// <summary>An event of the feed.</summary>
/// <param name="Id">Its id, unique also after a restart of the node.</param>
/// <param name="Type">Its type, or <c>reset</c>: the client has missed events and reads its lists again.</param>
/// <param name="Json">Its document.</param>
public sealed record NodeEvent(string Id, string Type, string Json)
{
    /// <summary>The type of an event that is sent in place of forgotten ones.</summary>
    public const string Reset = "reset";
}
