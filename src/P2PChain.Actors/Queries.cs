using Akka.Actor;

namespace P2PChain.Actors;

/// <summary>Questions from outside the actor system: console, HTTP, start, tests. Actors only tell.</summary>
public static class Queries
{
    /// <summary>Asks and waits for the answer.</summary>
    /// <exception cref="AskTimeoutException">No answer within <paramref name="timeout"/>.</exception>
    public static Task<TAnswer> Query<TAnswer>(
        this ICanTell to, IQuery<TAnswer> question, TimeSpan timeout, CancellationToken stop = default) =>
        to.Ask<TAnswer>(question, timeout, stop);
}
