namespace P2PChain.Core.Tests.Mining;

/// <summary>Gives what a test wants: the same fraction always, and that many heads before the first tail.</summary>
internal sealed class ScriptedRandom(double fraction, int heads = 0) : Random(0)
{
    private int _heads = heads;

    public override double NextDouble() => fraction;

    public override int Next(int maxValue) => _heads-- > 0 ? 0 : maxValue - 1;
}
