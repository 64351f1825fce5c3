namespace P2PChain.Simulation.Engine;

/// <summary>Folds what it is given into 64 bits, the same in every process (FNV-1a, a word at a time).</summary>
public struct Fold()
{
    private const ulong Prime = 0x100000001b3;

    public ulong Value { get; private set; } = 0xcbf29ce484222325;

    public void Add(ulong word) => Value = unchecked(
        (ulong)System.Numerics.BitOperations.RotateLeft(Value ^ word, 23) * Prime);

    public void Add(long word) => Add(unchecked((ulong)word));

    public void Add(string text)
    {
        foreach (var each in text) Add(each);
    }

    public static ulong Of(string text)
    {
        var fold = new Fold();
        fold.Add(text);
        return fold.Value;
    }
}
