namespace P2PChain.Actors;

/// <summary>A question with the type of its answer.</summary>
/// <typeparam name="TAnswer">The answer, which comes exactly once.</typeparam>
public interface IQuery<TAnswer>;

