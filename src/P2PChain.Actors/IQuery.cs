namespace P2PChain.Actors;

/// <summary>A question that names its answer, so that asking is typed.</summary>
/// <typeparam name="TAnswer">What the actor answers with, always, exactly once.</typeparam>
public interface IQuery<TAnswer>;

